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
  const station: { record: StationRecord | null; isUnfit: boolean } = { record: null, isUnfit: false };
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
    const record = tryTwice(act, () => openOrMend(directory, isUnfit));
    station.record = record;
    station.isUnfit = false;
    return record;
  }
  function isUnfit(): void {
    station.isUnfit = true;
  }
  /** A record that says that it is unfit is left before the second time, as the station does. */
  function tryOn<T>(act: string, attempt: (record: StationRecord) => Result<T, string | { readonly code: string }>): T {
    return tryTwice(act, () => {
      if (station.isUnfit) close();
      return attempt(station.record ?? opened('open again'));
    });
  }
  /**
   * By a connection of its own. A lock that it cannot give back is held by its process: an event is another process's, which
   * ends; backups and checks may fail until the next start of the station.
   */
  function tryBeside<T>(act: string, attempt: () => Result<T, { readonly code: string }>): T {
    return tryOn(act, () => {
      const done = attempt();
      if (!done.ok) isUnfit();
      return done;
    });
  }
  function close(): void {
    station.record?.close();
    station.record = null;
  }
  function append(day: string): void {
    let entry = sampleEntry({ day });
    tryOn('append', (record) => {
      const appended = record.append(entry);
      // What was committed and not acknowledged stays, and the next scan has an uuid of its own.
      if (station.isUnfit) entry = sampleEntry({ day });
      return appended;
    });
    acknowledged.push(entry.uuid);
  }

  try {
    if (name === 'damaged') {
      tryTwice('recover', () => recoverRecord(directory, [], NOW));
      tryTwice('acknowledge', () => acknowledgeRecovery(directory));
    }
    opened('open');
    append(SAMPLE_DAY);
    tryOn('audit', (record) => record.audit(EVENT));
    tryBeside('audit-beside', () => auditBeside(directory, EVENT, NOW));
    events += 2;
    append('2021-10-19');
    const waiting = tryOn('waiting', (record) => reading(() => record.outbox.waiting(0, 100), isUnfit));
    const seqs = waiting.map(({ checkin: { seq } }) => seq);
    tryOn('settle', (record) => record.outbox.settle(seqs.map((seq) => ({ seq, outcome: 'acknowledged' }))));
    settled.push(...seqs);
    station.record?.checkpoint();
    // A day that was noted before it failed is not among those of the second time.
    tryOn('erase', (record) => record.eraseExpired(TERMS));
    erased.push(OLD_DAY);
    append(SAMPLE_DAY);
    backups.push(tryBeside('backup', () => makeBackup(directory, [], 2, NOW)).made.path);
    tryBeside('check', () => quickCheck(directory));
    append(SAMPLE_DAY);
    close();
    opened('reopen');
    append(SAMPLE_DAY);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
  close();
  return { acknowledged, settled, events, erased, backups, failed, gaveUp, leaked: openFiles() - filesOpen };
}

/** What cannot be read counts as damaged until it is looked at again, which the station does by itself. */
function openOrMend(directory: string, onUnfit: () => void): ReturnType<typeof openRecord> {
  const options = { directory, now: () => NOW, onUnfit };
  const opened = openRecord(options);
  if (opened.ok || opened.error.code !== 'record-damaged') return opened;
  const mended = recoverRecord(directory, [], NOW);
  return mended.ok ? openRecord(options) : mended;
}

/** A read throws where the disk fails under it: the station then ends and starts again. */
function reading<T>(read: () => T, isUnfit: () => void): Result<T, { readonly code: string }> {
  try {
    return ok(read());
  } catch (error) {
    isUnfit();
    return err(recordProblem(error));
  }
}

function codeOf(error: string | { readonly code: string }): string {
  return typeof error === 'string' ? error : error.code;
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
