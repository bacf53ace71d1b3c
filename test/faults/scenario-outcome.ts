import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup, verifyBackup } from '../../db/backup.ts';
import { SAMPLE_DAY, sampleEntry } from '../../db/entry.sample.ts';
import { openRecord } from '../../db/record.ts';
import { acknowledgeRecovery, recoverRecord } from '../../db/recover.ts';
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

/** What SQLite cannot read it calls damaged. */
const FAULTS: ReadonlySet<string> = new Set(['record-failed', 'disk-full', 'record-damaged']);

/**
 * What is wrong with a record on which a scenario was played; null: nothing.
 * @param how `lasting`: the fault stayed, and the scenario may have been given up
 */
export function wrongOutcome(
  directory: string,
  before: readonly string[],
  end: ScenarioEnd,
  { wasDamaged, lasting }: { readonly wasDamaged: boolean; readonly lasting: boolean },
): string | null {
  if (end.gaveUp !== null && !lasting) return `${end.gaveUp.act} failed again: ${end.gaveUp.code}`;
  const codes = new Set([...end.failed, ...(end.gaveUp === null ? [] : [end.gaveUp])].map(({ code }) => code));
  for (const code of codes) if (!FAULTS.has(code)) return `a fault is called ${code}`;
  // For a moment only: that is not worth a restoration, which an officer must acknowledge.
  if (!lasting && existsSync(join(directory, 'damaged')) !== wasDamaged) return 'the record was restored';
  if (end.leaked > 0) return `${end.leaked} files were left open`;
  if (end.gaveUp !== null) finishRestoring(directory);
  const opened = openRecord({ directory, now: () => NOW });
  if (!opened.ok) return `the next start: ${opened.error.code}: ${opened.error.detail}`;
  const record = opened.value;
  try {
    for (const uuid of [...before, ...end.acknowledged]) {
      const row = record.find(uuid);
      if (row === null) return `an acknowledged row is not there: ${uuid}`;
      // What was not acknowledged may be done all the same.
      const mayBeErased = row.day === OLD_DAY && end.gaveUp !== null && row.personState === 'erased';
      const isErased = end.erased.includes(row.day) || mayBeErased;
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

/** As the station does at its next start. */
function finishRestoring(directory: string): void {
  const opened = openRecord({ directory, now: () => NOW });
  if (opened.ok) opened.value.close();
  else if (opened.error.code === 'record-damaged') recoverRecord(directory, [], NOW);
  acknowledgeRecovery(directory);
}
