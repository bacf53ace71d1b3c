import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { backupFolder, backupsIn, makeBackup, verifyBackup } from '../../../db/backup.ts';
import { sampleEntry } from '../../../db/entry.sample.ts';
import { openRecord, type RecordedEntry, type StationRecord } from '../../../db/record.ts';
import { acknowledgeRecovery, recoverRecord } from '../../../db/recover.ts';
import { verifyRecord } from '../../../db/verify-chain.ts';
import { beginOf } from './record-plan.ts';
import { centralAt, type Promises, upTo } from './record-promises.ts';

/** How the records were found. */
export type CheckTally = {
  /** Those that a station refused at its start, and of these those that it restored without a loss. */
  damaged: number;
  restored: number;
  /** A row that was committed when the power went, and had not been shown. */
  oneMore: number;
};

export type RecordCheck = {
  check(directory: string, acknowledged: number, disk: Uint8Array): string | null;
  goOn(directory: string): string | null;
  readonly tally: CheckTally;
};

const LATER = beginOf(30);
const ALL = 1_000_000;

/** Holds a record that a power cut left against what had been promised of it by then. */
export function createRecordCheck(promises: Promises): RecordCheck {
  const tally: CheckTally = { damaged: 0, restored: 0, oneMore: 0 };
  const verifiedBackups = new Set<string>();

  function check(directory: string, acknowledged: number, disk: Uint8Array): string | null {
    if (acknowledged === 0 && !existsSync(directory)) return null;
    const wrong = lookAt(directory, acknowledged, disk);
    if (wrong !== 'record-damaged') return wrong;
    tally.damaged += 1;
    const recovered = recoverRecord(directory, [], LATER);
    if (!recovered.ok) return `damaged, and not restored: ${recovered.error.detail}`;
    const seen = acknowledgeRecovery(directory);
    if (!seen.ok) return `restored, and not acknowledged: ${seen.error.detail}`;
    // What the central has of it, only the lost pages knew: such rows wait again, and the central tells duplicates.
    const lost = lookAt(directory, acknowledged, null);
    if (lost === null) tally.restored += 1;
    return lost === null ? 'damaged, and restored whole' : `damaged, restored, and: ${lost}`;
  }

  /** @param disk null: the record was restored, which gives back its rows and their persons alone */
  function lookAt(directory: string, acknowledged: number, disk: Uint8Array | null): string | null {
    const opened = openRecord({ directory, now: () => LATER });
    if (!opened.ok) return opened.error.code === 'record-damaged' ? 'record-damaged' : opened.error.detail;
    const record = opened.value;
    try {
      const found = entriesOf(record, promises);
      const wrong = wrongRows(found, acknowledged) ?? wrongChains(directory, acknowledged);
      if (wrong !== null || disk === null) return wrong;
      return (
        wrongOutbox(record, found, acknowledged) ??
        wrongErasure(directory, acknowledged, disk) ??
        wrongBackups(directory, acknowledged)
      );
    } finally {
      record.close();
    }
  }

  function wrongRows(found: readonly RecordedEntry[], acknowledged: number): string | null {
    const shown = upTo(promises.rows, acknowledged);
    const erased = new Set(upTo(promises.erased, acknowledged).map(({ day }) => day));
    for (const [index, { uuid, day, name }] of shown.entries()) {
      const entry = found[index];
      if (entry?.uuid !== uuid) return `row ${index + 1} was acknowledged and is not there`;
      const isGone = entry.personState === 'erased' && (erased.has(day) || isBeingErased(day, acknowledged));
      if (erased.has(day) && !isGone) return `row ${index + 1} is of an erased day and ${entry.personState}`;
      if (!isGone && entry.person?.name !== name) return `the person of row ${index + 1} is ${entry.personState}`;
    }
    if (found.length > shown.length + 1) return `${found.length} rows, of which ${shown.length} were acknowledged`;
    const more = found[shown.length];
    if (more === undefined) return null;
    tally.oneMore += 1;
    return more.uuid === promises.rows[shown.length]?.uuid ? null : 'a row that nobody recorded';
  }

  /** The erasure was under way when the power went: the day may be gone already. */
  function isBeingErased(day: string, acknowledged: number): boolean {
    return promises.erased.some((one) => one.day === day && one.step === acknowledged + 1);
  }

  function wrongChains(directory: string, acknowledged: number): string | null {
    const verified = verifyRecord(directory);
    if (!verified.ok) return `${verified.error.code}: ${verified.error.detail}`;
    const events = promises.events.filter((step) => step <= acknowledged).length;
    const found = verified.value.audit.rows;
    return found < events ? `${events} events were acknowledged, ${found} are there` : null;
  }

  function wrongOutbox(record: StationRecord, found: readonly RecordedEntry[], acknowledged: number): string | null {
    const waiting = record.outbox.waiting(0, ALL);
    const parked = new Set(record.outbox.parked(ALL).map(({ seq }) => seq));
    const central = centralAt(promises, acknowledged);
    const waits = new Set(waiting.map(({ checkin: { seq } }) => seq));
    for (const { seq, outcome } of upTo(promises.outcomes, acknowledged)) {
      const is = parked.has(seq) ? 'parked' : waits.has(seq) ? 'waiting' : 'acknowledged';
      if (is !== outcome) return `row ${seq} was ${outcome} and is ${is}`;
    }
    for (const { uuid, seq } of found) {
      if (!waits.has(seq) && !parked.has(seq) && !central.has(uuid)) return `row ${seq} is settled and nobody has it`;
    }
    for (const { checkin } of waiting) {
      const held = central.get(checkin.uuid);
      if (held !== undefined && !isDeepStrictEqual(held, checkin)) return `row ${checkin.seq} would be sent otherwise`;
    }
    const counted = record.outbox.counts();
    return counted.waiting === waits.size && counted.parked === parked.size ? null : 'the outbox counts otherwise';
  }

  function wrongErasure(directory: string, acknowledged: number, disk: Uint8Array): string | null {
    const bytes = Buffer.from(disk.buffer, disk.byteOffset, disk.byteLength);
    for (const { day, wrappedKey } of upTo(promises.erased, acknowledged)) {
      if (existsSync(join(directory, 'keys', 'days', `${day}.key`))) return `the key of ${day} was erased and is there`;
      if (bytes.includes(wrappedKey)) return `the key of ${day} was erased and is still on the disk`;
    }
    return null;
  }

  function wrongBackups(directory: string, acknowledged: number): string | null {
    const kept = backupsIn(backupFolder(directory));
    const newest = upTo(promises.backups, acknowledged).at(-1)?.rows ?? 0;
    if ((kept[0]?.rows ?? 0) < newest) return `a backup of ${newest} rows was made and is not there`;
    for (const { path, rows } of kept) {
      const content = hash('sha256', readFileSync(path));
      if (verifiedBackups.has(content)) continue;
      try {
        if (verifyBackup(path) !== rows) return `${path} has other rows than its name says`;
      } catch (error) {
        return `${path}: ${error instanceof Error ? error.message : error}`;
      }
      verifiedBackups.add(content);
    }
    return null;
  }

  /** The outbox drains, people go on passing, the record is backed up, closed and opened again. */
  function goOn(directory: string): string | null {
    const opened = openRecord({ directory, now: () => LATER });
    if (!opened.ok) return `the next start: ${opened.error.detail}`;
    const record = opened.value;
    const before = record.rows();
    try {
      const waiting = record.outbox.waiting(0, ALL);
      record.outbox.settle(waiting.map(({ checkin: { seq } }) => ({ seq, outcome: 'acknowledged' })));
      const { uuid } = sampleEntry();
      const entries = [sampleEntry({ uuid }), sampleEntry({ kind: 'annulment', refersTo: uuid })];
      for (const entry of entries) if (!record.append(entry).ok) return 'the next row is not recorded';
      if (record.outbox.counts().waiting !== entries.length) return 'the outbox did not drain';
      record.checkpoint();
      const backedUp = makeBackup(directory, [], 2, LATER);
      if (!backedUp.ok) return `the next backup: ${backedUp.error.detail}`;
      if (backedUp.value.made.rows !== before + entries.length) return 'the next backup lacks rows';
    } finally {
      record.close();
    }
    const verified = verifyRecord(directory);
    return verified.ok ? null : `after that: ${verified.error.code}: ${verified.error.detail}`;
  }

  return { check, goOn, tally };
}

/** The whole ledger, opened. */
function entriesOf(record: StationRecord, { rows }: Promises): RecordedEntry[] {
  const days = [...new Set(rows.map(({ day }) => day))];
  return days.flatMap((day) => [...record.entries(day)]);
}
