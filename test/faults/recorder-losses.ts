import { existsSync } from 'node:fs';
import { backupFolder, backupsIn, verifyBackup } from '../../db/backup.ts';
import { openRecord } from '../../db/record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import type { Said } from './recorder.child.ts';

/** What a record lacks of all that was said of it; the first of each kind. */
export function lossesOf(directory: string, said: readonly Said[]): string[] {
  if (said.length === 0 && !existsSync(directory)) return [];
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
