import { err, ok, type Result } from '../main/contract/result.ts';
import {
  type AppendProblem,
  appendProblem,
  isOfSqlite,
  isOfTheRow,
  type RecordProblem,
  recordProblem,
} from './problem.ts';

export type FaultListeners = {
  /** Told of each act that failed: its answer may carry only the code. */
  readonly onProblem: (problem: RecordProblem) => void;
  /**
   * Told, besides, when the record is to be closed and opened anew: it is damaged, or what failed for another reason than a full
   * disk may go on failing for as long as its files are open (a lock that could not be given back, a disk turned read-only).
   */
  readonly onUnfit: (problem: RecordProblem) => void;
};

/** Does an act on a record; what SQLite or the file system throws becomes a value, and anything else is thrown on. */
export type Attempts = {
  /** For reading, and for upkeep: a key file that cannot be touched makes no record unfit. */
  readonly attempt: <T>(act: () => T) => Result<T, AppendProblem>;
  readonly write: <T>(act: () => T) => Result<T, AppendProblem>;
  /** As `write`, for whoever must know more than an officer. */
  readonly writeInDetail: <T>(act: () => T) => Result<T, RecordProblem>;
};

export function createAttempts({ onProblem, onUnfit }: FaultListeners): Attempts {
  function inDetail<T>(act: () => T, whoseFaults: (error: unknown) => boolean): Result<T, RecordProblem> {
    try {
      return ok(act());
    } catch (error) {
      const problem = recordProblem(error);
      onProblem(problem);
      const mayLast = problem.code !== 'disk-full' && !isOfTheRow(error) && whoseFaults(error);
      if (mayLast || problem.code === 'record-damaged') onUnfit(problem);
      return err(problem);
    }
  }
  return {
    attempt: (act) => inShort(inDetail(act, isOfSqlite)),
    write: (act) => inShort(inDetail(act, () => true)),
    writeInDetail: (act) => inDetail(act, () => true),
  };
}

function inShort<T>(done: Result<T, RecordProblem>): Result<T, AppendProblem> {
  return done.ok ? done : err(appendProblem(done.error));
}
