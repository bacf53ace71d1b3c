import { readdirSync } from 'node:fs';
import { auditBeside } from '../../db/audit-beside.ts';
import { makeBackup } from '../../db/backup.ts';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry } from '../../db/entry.sample.ts';
import { quickCheck } from '../../db/quick-check.ts';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { acknowledgeRecovery, recoverRecord } from '../../db/recover.ts';
import type { Result } from '../../main/contract/result.ts';

/**
 * All that a station does to its record, each act once and, where it fails, once more. `everyday`: on a record with rows of two
 * days, the older of which is erased. `damaged`: on one that must be restored first.
 */
export type ScenarioName = 'everyday' | 'damaged';

export const OLD_DAY = '2021-09-01';
export const NOW = SAMPLE_AT + 3_600_000;

/** What became of it. */
export type ScenarioEnd = {
  /** uuids of rows that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** seq of rows whose settling was acknowledged. */
  readonly settled: readonly number[];
  readonly events: number;
  readonly erased: readonly string[];
  readonly backups: readonly string[];
  /** Acts that failed at first, with the code that they gave; `again` those that did so once more. */
  readonly failed: readonly { readonly act: string; readonly code: string; readonly again: boolean }[];
  /** Files that were left open. */
  readonly leaked: number;
};

const EVENT = { who: 'station', from: 'station', what: 'trust-updated', detail: {} } as const;
const TERMS = { today: SAMPLE_DAY, vouched: true, retentionDays: 21, hasCentral: true };
const PATIENCE = 2;

/** @throws for an act that failed twice, and for exceptions, which are bugs */
export function playScenario(name: ScenarioName, directory: string): ScenarioEnd {
  const filesOpen = openFiles();
  const acknowledged: string[] = [];
  const settled: number[] = [];
  const erased: string[] = [];
  const backups: string[] = [];
  const failed: ScenarioEnd['failed'][number][] = [];
  let events = 0;

  function tryTwice<T>(
    act: string,
    attempt: () => Result<T, string | { readonly code: string; readonly detail: string }>,
  ): T {
    for (let n = 1; ; n += 1) {
      const result = attempt();
      if (result.ok) return result.value;
      const { code, detail } = typeof result.error === 'string' ? { code: result.error, detail: '' } : result.error;
      failed.push({ act, code, again: n > 1 });
      if (n === PATIENCE) throw new Error(`${act} failed ${n} times: ${code} ${detail}`);
    }
  }
  const open = (act: string): StationRecord =>
    tryTwice(act, () => openRecord({ directory, now: () => NOW, onProblem: () => {} }));
  function append(record: StationRecord, day: string): void {
    const entry = sampleEntry({ day });
    tryTwice('append', () => record.append(entry));
    acknowledged.push(entry.uuid);
  }

  if (name === 'damaged') {
    tryTwice('recover', () => recoverRecord(directory, [], NOW));
    tryTwice('acknowledge', () => acknowledgeRecovery(directory));
  }
  let record = open('open');
  append(record, SAMPLE_DAY);
  tryTwice('audit', () => record.audit(EVENT));
  tryTwice('audit-beside', () => auditBeside(directory, EVENT, NOW));
  events += 2;
  append(record, '2021-10-19');
  const waiting = record.outbox.waiting(0, 100).map(({ checkin: { seq } }) => seq);
  tryTwice('settle', () => record.outbox.settle(waiting.map((seq) => ({ seq, outcome: 'acknowledged' }))));
  settled.push(...waiting);
  record.checkpoint();
  // A day that was noted before it failed is not among those of the second time.
  tryTwice('erase', () => record.eraseExpired(TERMS));
  erased.push(OLD_DAY);
  append(record, SAMPLE_DAY);
  backups.push(tryTwice('backup', () => makeBackup(directory, [], 2, NOW)).made.path);
  tryTwice('check', () => quickCheck(directory));
  append(record, SAMPLE_DAY);
  record.close();
  record = open('reopen');
  append(record, SAMPLE_DAY);
  record.close();
  return { acknowledged, settled, events, erased, backups, failed, leaked: openFiles() - filesOpen };
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
