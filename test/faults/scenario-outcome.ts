import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup, verifyBackup } from '../../db/backup.ts';
import { SAMPLE_DAY, sampleEntry } from '../../db/entry.sample.ts';
import { openRecord } from '../../db/record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import { NOW, OLD_DAY, type ScenarioEnd, type ScenarioName } from './record-scenario.ts';

/** A record to play a scenario on. */
export type Scene = { readonly directory: string; readonly uuids: readonly string[] };

/** Rows of an old day, all of them settled, and of the day; a backup of some; for `damaged` then a broken file. */
export function makeScene(name: ScenarioName, directory: string): Scene {
  mkdirSync(directory, { recursive: true });
  const opened = openRecord({ directory, now: () => NOW });
  if (!opened.ok) throw new Error(opened.error.detail);
  const record = opened.value;
  const uuids: string[] = [];
  for (const day of [OLD_DAY, OLD_DAY, SAMPLE_DAY, SAMPLE_DAY]) {
    const entry = sampleEntry({ day });
    if (!record.append(entry).ok) throw new Error('a row is not recorded');
    uuids.push(entry.uuid);
    if (uuids.length === 3) makeBackup(directory, [], 2, NOW - 1000);
  }
  record.outbox.settle([1, 2].map((seq) => ({ seq, outcome: 'acknowledged' })));
  record.close();
  if (name === 'damaged') {
    const path = join(directory, 'record.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, 4096 * 6);
    writeFileSync(path, bytes);
  }
  return { directory, uuids };
}

export function copyScene({ directory }: Scene, to: string): void {
  cpSync(directory, to, { recursive: true });
}

/** What is wrong with a record on which a scenario was played; null: nothing. */
export function wrongOutcome(directory: string, before: readonly string[], end: ScenarioEnd): string | null {
  const codes = new Set(end.failed.map(({ code }) => code));
  for (const code of codes) if (code !== 'record-failed' && code !== 'disk-full') return `a fault is called ${code}`;
  if (end.leaked > 0) return `${end.leaked} files were left open`;
  const opened = openRecord({ directory, now: () => NOW });
  if (!opened.ok) return `the next start: ${opened.error.code}: ${opened.error.detail}`;
  const record = opened.value;
  try {
    for (const uuid of [...before, ...end.acknowledged]) {
      const row = record.find(uuid);
      if (row === null) return `an acknowledged row is not there: ${uuid}`;
      const isErased = end.erased.includes(row.day);
      if (row.personState !== (isErased ? 'erased' : 'clear'))
        return `the person of row ${row.seq} is ${row.personState}`;
    }
    const waits = new Set(record.outbox.waiting(0, 1000).map(({ checkin: { seq } }) => seq));
    const unsettled = end.settled.filter((seq) => waits.has(seq));
    if (unsettled.length > 0) return `rows ${unsettled} were settled and wait again`;
    if (record.outbox.counts().waiting !== waits.size) return 'the outbox counts otherwise';
  } finally {
    record.close();
  }
  for (const day of end.erased) {
    if (existsSync(join(directory, 'keys', 'days', `${day}.key`))) return `the key of ${day} is still there`;
  }
  for (const path of end.backups) verifyBackup(path);
  const verified = verifyRecord(directory);
  if (!verified.ok) return `${verified.error.code}: ${verified.error.detail}`;
  return verified.value.audit.rows < end.events ? 'an event is missing' : null;
}
