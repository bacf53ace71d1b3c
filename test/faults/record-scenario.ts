import { readdirSync } from 'node:fs';
import { auditBeside } from '../../db/audit-beside.ts';
import { makeBackup } from '../../db/backup.ts';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry } from '../../db/entry.sample.ts';
import { recordProblem } from '../../db/problem.ts';
import { quickCheck } from '../../db/quick-check.ts';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { acknowledgeRecovery, recoverRecord } from '../../db/recover.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';

/**
 * All that a station does to its record, each act once and, where it fails, once more. `everyday`: on a record with rows of two
 * days, the older of which is erased. `damaged`: on one that must be restored first.
 */
export type ScenarioName = 'everyday' | 'damaged';

export const OLD_DAY = '2021-09-01';
export const NOW = SAMPLE_AT + 3_600_000;

type Failure = { readonly act: string; readonly code: string };

/** What became of it. */
export type ScenarioEnd = {
  /** uuids of rows that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** seq of rows whose settling was acknowledged. */
  readonly settled: readonly number[];
  readonly events: number;
  readonly erased: readonly string[];
  readonly backups: readonly string[];
  readonly failed: readonly Failure[];
  /** The act that failed twice, with which it ended; null: it came to its end. */
  readonly gaveUp: Failure | null;
  /** Files that were left open. */
  readonly leaked: number;
};

const EVENT = { who: 'station', from: 'station', what: 'trust-updated', detail: {} } as const;
const TERMS = { today: SAMPLE_DAY, vouched: true, retentionDays: 21, hasCentral: true };

class GivenUp extends Error {}

/** @throws exceptions, which are bugs */
export function playScenario(name: ScenarioName, directory: string): ScenarioEnd {
  const filesOpen = openFiles();
  const acknowledged: string[] = [];
  const settled: number[] = [];
  const erased: string[] = [];
  const backups: string[] = [];
  const failed: Failure[] = [];
  let events = 0;
  let open: StationRecord | null = null;
  let gaveUp: Failure | null = null;

  function tryTwice<T>(act: string, attempt: () => Result<T, string | { readonly code: string }>): T {
    const first = attempt();
    if (first.ok) return first.value;
    failed.push({ act, code: codeOf(first.error) });
    const second = attempt();
    if (second.ok) return second.value;
    gaveUp = { act, code: codeOf(second.error) };
    throw new GivenUp(JSON.stringify(gaveUp));
  }
  function opened(act: string): StationRecord {
    open = tryTwice(act, () => openOrMend(directory));
    return open;
  }
  function append(record: StationRecord, day: string): void {
    const entry = sampleEntry({ day });
    tryTwice('append', () => record.append(entry));
    acknowledged.push(entry.uuid);
  }

  try {
    if (name === 'damaged') {
      tryTwice('recover', () => recoverRecord(directory, [], NOW));
      tryTwice('acknowledge', () => acknowledgeRecovery(directory));
    }
    const record = opened('open');
    append(record, SAMPLE_DAY);
    tryTwice('audit', () => record.audit(EVENT));
    tryTwice('audit-beside', () => auditBeside(directory, EVENT, NOW));
    events += 2;
    append(record, '2021-10-19');
    const waiting = tryTwice('waiting', () => reading(() => record.outbox.waiting(0, 100)));
    const seqs = waiting.map(({ checkin: { seq } }) => seq);
    tryTwice('settle', () => record.outbox.settle(seqs.map((seq) => ({ seq, outcome: 'acknowledged' }))));
    settled.push(...seqs);
    record.checkpoint();
    // A day that was noted before it failed is not among those of the second time.
    tryTwice('erase', () => record.eraseExpired(TERMS));
    erased.push(OLD_DAY);
    append(record, SAMPLE_DAY);
    backups.push(tryTwice('backup', () => makeBackup(directory, [], 2, NOW)).made.path);
    tryTwice('check', () => quickCheck(directory));
    append(record, SAMPLE_DAY);
    record.close();
    open = null;
    append(opened('reopen'), SAMPLE_DAY);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
  (open as StationRecord | null)?.close();
  return { acknowledged, settled, events, erased, backups, failed, gaveUp, leaked: openFiles() - filesOpen };
}

/** What cannot be read counts as damaged until it is looked at again, which the station does by itself. */
function openOrMend(directory: string): ReturnType<typeof openRecord> {
  const options = { directory, now: () => NOW, onProblem: () => {} };
  const opened = openRecord(options);
  if (opened.ok || opened.error.code !== 'record-damaged') return opened;
  const mended = recoverRecord(directory, [], NOW);
  return mended.ok ? openRecord(options) : mended;
}

/** A read throws where the disk fails under it: the station then ends and starts again. */
function reading<T>(read: () => T): Result<T, { readonly code: string }> {
  try {
    return ok(read());
  } catch (error) {
    return err(recordProblem(error));
  }
}

function codeOf(error: string | { readonly code: string }): string {
  return typeof error === 'string' ? error : error.code;
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
