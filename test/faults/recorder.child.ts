import { writeSync } from 'node:fs';
import { makeBackup } from '../../db/backup.ts';
import { SAMPLE_AT, SAMPLE_DAY, sampleEntry, uuidV7 } from '../../db/entry.sample.ts';
import { recordProblem } from '../../db/problem.ts';
import { openRecord, type RecordProblem, type StationRecord } from '../../db/record.ts';

/**
 * For kill-recorders.ts: does all that a station does to its record, in no order, until it is killed; says of each act that it
 * is done as soon as it is, and of rows that a central would have them before it settles them; also of what failed.
 */
export type Said =
  | { readonly said: 'ready' }
  | { readonly said: 'refused'; readonly code: string; readonly detail: string }
  | { readonly said: 'row'; readonly uuid: string }
  | { readonly said: 'sent'; readonly uuids: readonly string[] }
  | { readonly said: 'settled'; readonly seqs: readonly number[] }
  | { readonly said: 'event' }
  | { readonly said: 'erased'; readonly day: string; readonly through: number }
  | { readonly said: 'backup'; readonly rows: number }
  | { readonly said: 'failed'; readonly code: string };

class ActFailed extends Error {}

const DAY_MS = 86_400_000;
const [directory = ''] = process.argv.slice(2);
let now = SAMPLE_AT;

/** To a pipe this is done when it returns: the parent has it though the next moment be the last. */
function say(what: Said): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new ActFailed(codeOf(result.error));
  return result.value;
}

function codeOf(error: unknown): string {
  return typeof error === 'string' ? error : (error as RecordProblem).code;
}

const opened = openRecord({ directory, now: () => now });
if (opened.ok) {
  say({ said: 'ready' });
  act(opened.value);
} else say({ said: 'refused', ...opened.error });

/** Goes on after what fails, as a station does, which tries whoever comes next. */
function act(record: StationRecord): void {
  try {
    actOnce(record);
  } catch (error) {
    say({ said: 'failed', code: error instanceof ActFailed ? error.message : recordProblem(error).code });
  }
  setImmediate(() => act(record));
}

function actOnce(record: StationRecord): void {
  now += 5000;
  const chance = Math.random();
  if (chance < 0.7) append(record, SAMPLE_DAY);
  else if (chance < 0.8) upload(record);
  else if (chance < 0.88) {
    must(record.audit({ who: 'station', from: 'station', what: 'trust-updated', detail: {} }));
    say({ said: 'event' });
  } else if (chance < 0.94) record.checkpoint();
  else if (chance < 0.98) eraseSomeOldDay(record);
  else say({ said: 'backup', rows: must(makeBackup(directory, [], 2, now)).made.rows });
}

function append(record: StationRecord, day: string): number {
  const entry = sampleEntry({ day, uuid: uuidV7(now), at: now });
  const { seq, uuid } = must(record.append(entry));
  say({ said: 'row', uuid });
  return seq;
}

function upload(record: StationRecord): void {
  const waiting = record.outbox.waiting(0, 40).map(({ checkin }) => checkin);
  say({ said: 'sent', uuids: waiting.map(({ uuid }) => uuid) });
  const seqs = waiting.map(({ seq }) => seq);
  must(record.outbox.settle(seqs.map((seq) => ({ seq, outcome: 'acknowledged' }))));
  say({ said: 'settled', seqs });
}

/** Some day that has outlived its time long since; hardly ever the same one again. */
function eraseSomeOldDay(record: StationRecord): void {
  const day = new Date(SAMPLE_AT - (100 + Math.floor(Math.random() * 30_000)) * DAY_MS).toISOString().slice(0, 10);
  const through = append(record, day);
  const terms = { today: SAMPLE_DAY, vouched: true, retentionDays: 21, hasCentral: false };
  if (must(record.eraseExpired(terms)).erased.includes(day)) say({ said: 'erased', day, through });
}
