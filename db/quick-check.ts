import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { openForReading } from './open.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';

/**
 * SQLite's quick_check of a record beside a station that goes on recording: whether every page and every index is well
 * formed. Takes seconds for a million rows. `record-damaged`: it is not.
 */
export function quickCheck(directory: string): Result<null, RecordProblem> {
  try {
    const db = openForReading(join(directory, RECORD_FILE));
    try {
      const form = db.pragma('quick_check(1)', { simple: true });
      return form === 'ok' ? ok(null) : err({ code: 'record-damaged', detail: `quick_check: ${form}` });
    } finally {
      db.close();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}
