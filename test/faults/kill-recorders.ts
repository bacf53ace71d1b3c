import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { backupFolder, backupsIn, verifyBackup } from '../../db/backup.ts';
import { openRecord } from '../../db/record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import type { Random } from '../fuzz/random.ts';
import type { KillReport } from './kill-report.ts';
import { KilledProcess } from './killed-process.ts';
import type { Said } from './recorder.child.ts';
import { scratchInMemory } from './scratch.ts';

const CHILD = fileURLToPath(new URL('recorder.child.ts', import.meta.url));
/** Of one record, which is then looked at and left; a long ledger takes long to verify. */
const KILLS_A_RECORD = 20;
/** Milliseconds within which a process is killed after its start, or after its record is open. */
const OPENING_MS = 250;
const ACTING_MS = 120;

/** Kills processes that record, at random moments: while they open, and while they act. */
export async function killRecorders(kills: number, random: Random): Promise<KillReport> {
  const losses: string[] = [];
  let [done, rows] = [0, 0];
  while (done < kills) {
    const home = mkdtempSync(join(scratchInMemory(), 'chot-kills-'));
    const directory = join(home, 'data');
    const said: Said[] = [];
    for (let n = 0; n < KILLS_A_RECORD && done < kills; n += 1, done += 1) {
      said.push(...(await recordUntilKilled(directory, random)));
    }
    const lost = lossesOf(directory, said);
    losses.push(...lost);
    rows += said.filter((one) => one.said === 'row').length;
    if (lost.length === 0) rmSync(home, { recursive: true });
    else losses.push(`the record lies in ${directory}`);
  }
  return { kills: done, rows, losses };
}

async function recordUntilKilled(directory: string, random: Random): Promise<Said[]> {
  const said: Said[] = [];
  const recorder = new KilledProcess([CHILD, directory], (line) => said.push(JSON.parse(line) as Said));
  // One in four while it is not yet open; Node itself takes a part of that.
  if (random.once(4)) await sleep(random.below(OPENING_MS));
  else {
    await recorder.spoke();
    await sleep(random.below(ACTING_MS));
  }
  await recorder.kill();
  return said;
}

/** What a record lacks of all that was said of it; the first of each kind. */
function lossesOf(directory: string, said: readonly Said[]): string[] {
  if (said.length === 0 && !existsSync(directory)) return [];
  const refused = said.find((one) => one.said === 'refused');
  if (refused !== undefined) return [`a start was refused: ${refused.code}: ${refused.detail}`];
  const opened = openRecord({ directory });
  if (!opened.ok) return [`the last start was refused: ${opened.error.code}: ${opened.error.detail}`];
  const record = opened.value;
  const losses: string[] = [];
  const central = new Set(said.flatMap((one) => (one.said === 'sent' ? one.uuids : [])));
  const erased = new Map(said.flatMap((one) => (one.said === 'erased' ? [[one.day, one.through] as const] : [])));
  try {
    const waiting = new Map(record.outbox.waiting(0, 1_000_000).map(({ checkin }) => [checkin.seq, checkin.uuid]));
    for (const one of said) {
      if (one.said === 'row') {
        const row = record.find(one.uuid);
        if (row === null) losses.push(`row ${one.uuid} was acknowledged and is not there`);
        else if (row.seq <= (erased.get(row.day) ?? 0) && row.person !== null) losses.push(`${row.day} was erased`);
        else if (row.personState === 'damaged') losses.push(`the person of row ${row.seq} is damaged`);
        else if (!waiting.has(row.seq) && !central.has(row.uuid)) losses.push(`nobody has row ${row.seq}`);
      }
      if (one.said === 'settled') {
        const again = one.seqs.filter((seq) => waiting.has(seq));
        if (again.length > 0) losses.push(`rows ${again} were settled and wait`);
      }
    }
    if (record.outbox.counts().waiting !== waiting.size) losses.push('the outbox counts otherwise');
  } finally {
    record.close();
  }
  const verified = verifyRecord(directory);
  if (!verified.ok) losses.push(`${verified.error.code}: ${verified.error.detail}`);
  else {
    const events = said.filter((one) => one.said === 'event' || one.said === 'erased').length;
    if (verified.value.audit.rows < events) losses.push('an event is not there');
  }
  const backups = backupsIn(backupFolder(directory));
  const newest = Math.max(0, ...said.map((one) => (one.said === 'backup' ? one.rows : 0)));
  if ((backups[0]?.rows ?? 0) < newest) losses.push(`a backup of ${newest} rows is not there`);
  for (const { path, rows } of backups) if (verifyBackup(path) !== rows) losses.push(`${path} has other rows`);
  return losses;
}
