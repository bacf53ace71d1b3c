import type { Person } from '../main/contract/pass.ts';
import type { AuditAppender } from './append-audit.ts';
import { type AuditEvent, auditWriter } from './audit.ts';
import type { DayKey, DayKeys } from './day-keys.ts';
import { type Erasures, personErased, type ResealedDay } from './erasures.ts';
import { rowsOfDay } from './ledger.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { WritableDb } from './open.ts';
import type { SealedReader } from './open-row.ts';
import { RecordError } from './problem.ts';
import { type ResealedRow, resealedGeneration, resealedWriter } from './resealed.ts';
import { readResealed, removeResealed, resealedPath, writeResealed } from './resealed-file.ts';
import { identityRef, personRef, sealPerson } from './sealed-person.ts';
import { searchWriter } from './search-index.ts';

/** Rows of the person by local day; none: nobody was meant, and nothing was touched. */
export type PersonErasure = readonly { readonly day: string; readonly rows: number; readonly notUploaded: number }[];

export type PersonEraser = {
  /**
   * Erases the person from every day that is kept, oldest first. A day takes about as long as opening all its rows twice.
   * @throws what SQLite or the file system threw; the days before are erased, and calling it again does the rest
   */
  erase(isMeant: (person: Person) => boolean, by: Pick<AuditEvent, 'who' | 'from'>): PersonErasure;
  /** Ends what was cut off, and brings back what a restored record does not have. @throws as `erase`, RecordError */
  finish(): void;
};

export type PersonEraserParts = {
  readonly directory: string;
  readonly db: WritableDb;
  readonly keys: DayKeys;
  readonly erasures: Erasures;
  readonly read: SealedReader;
  readonly auditor: Pick<AuditAppender, 'catchUp'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

/**
 * The chain covers ciphertext, and no row of it is changed: a person of a day is erased by destroying the day's key. First
 * everybody else of that day is sealed anew under the day's next key. The order is what makes it safe to be cut off
 * anywhere: next key → file of what was sealed anew → in one transaction the table of it and the word in the audit log,
 * which binds it by its SHA-256 → journal → old key destroyed. Before the transaction the next start drops what was begun;
 * after it, it ends it.
 */
export function createPersonEraser(parts: PersonEraserParts): PersonEraser {
  const { directory, db, keys, erasures, read, auditor, now } = parts;
  const ofDay = rowsOfDay(db);
  const table = resealedWriter(db);
  const generationOfTable = resealedGeneration(db);
  const search = searchWriter(db);
  const writeAudit = auditWriter(db);
  const acknowledged = db
    .prepare<[number], number>("SELECT count(*) FROM outbox WHERE seq = ? AND state = 'acknowledged'")
    .pluck();

  const install = db.transaction((day: ResealedDay, event: AuditEvent | null) => {
    const { day: name, generation, sha256 } = day;
    table.replace(name, generation, readResealed(resealedPath(directory, name, generation), sha256));
    // What the search index has of the day is under the old key.
    search.setUnread(name, true);
    if (event !== null) writeAudit(event, now());
  });

  /** null: the person was not there on that day. */
  function rowsMeant(day: string, isMeant: (person: Person) => boolean): Set<number> | null {
    const meant = new Set<number>();
    for (const row of ofDay(day)) {
      const sealed = read(row);
      if (sealed === 'damaged') throw damaged(row);
      if (typeof sealed !== 'string' && isMeant(sealed.person)) meant.add(row.seq);
    }
    return meant.size === 0 ? null : meant;
  }

  /** Of every row that has a person; of what is erased already, and now, without one. */
  function* sealedAnew(day: string, key: DayKey, meant: ReadonlySet<number>): Generator<ResealedRow> {
    for (const row of ofDay(day)) {
      if (row.person_sealed === null || row.seq <= erasures.through(day)) continue;
      const sealed = read(row);
      if (sealed === 'damaged') throw damaged(row);
      const { seq, uuid } = row;
      if (typeof sealed === 'string' || meant.has(seq)) {
        yield { seq, person_ref: null, identity_ref: null, person_sealed: null };
        continue;
      }
      const { person, identity } = sealed;
      yield {
        seq,
        person_ref: personRef(key, person),
        identity_ref: identity === null ? null : identityRef(key, identity),
        person_sealed: sealPerson(key, uuid, sealed),
      };
    }
  }

  function eraseFrom(day: string, meant: ReadonlySet<number>, by: Pick<AuditEvent, 'who' | 'from'>): number {
    const through = lastOf(ofDay(day)) ?? 0;
    const { generation, key } = keys.makeNext(day);
    const sha256 = writeResealed(resealedPath(directory, day, generation), sealedAnew(day, key, meant));
    const notUploaded = [...meant].filter((seq) => acknowledged.get(seq) === 0).length;
    const resealed = { day, generation, through, sha256 };
    install.immediate(resealed, personErased(resealed, { rows: meant.size, notUploaded }, by));
    auditor.catchUp();
    erasures.refresh();
    keys.destroyOthers(day);
    removeResealed(directory, (of, each) => of !== day || each === generation);
    return notUploaded;
  }

  /** An erased day needs nothing; what lies in the table by another generation is put there from the file. */
  function finishDay(day: ResealedDay): void {
    if (erasures.through(day.day) >= day.through) {
      if (generationOfTable(day.day) > 1) table.drop(day.day, erasures.through(day.day));
    } else if (generationOfTable(day.day) !== day.generation) install.immediate(day, null);
    keys.destroyOthers(day.day);
  }

  return {
    erase(isMeant, by) {
      const erased: PersonErasure[number][] = [];
      for (const day of keys.days()) {
        const meant = rowsMeant(day, isMeant);
        if (meant !== null) erased.push({ day, rows: meant.size, notUploaded: eraseFrom(day, meant, by) });
      }
      return erased;
    },
    finish() {
      let failed: RecordError | null = null;
      for (const day of erasures.resealedDays()) {
        try {
          finishDay(day);
        } catch (error) {
          // One day's file that is lost must not leave the keys of the others.
          if (!(error instanceof RecordError)) throw error;
          failed ??= error;
        }
      }
      for (const day of keys.daysWithOthers()) if (erasures.resealed(day) === null) keys.destroyOthers(day);
      const current = new Set(keys.days());
      removeResealed(directory, (day, generation) => {
        const resealed = erasures.resealed(day);
        // Of a later generation than the audit log knows: never begun, unless the log itself was set back.
        if (generation > (resealed?.generation ?? 1)) return !current.has(day);
        return generation === resealed?.generation && erasures.through(day) < resealed.through;
      });
      if (failed !== null) throw failed;
    },
  };
}

function damaged({ seq, day }: LedgerRow): RecordError {
  return new RecordError(
    'record-corrupt',
    `row ${seq} of ${day} does not open, so nobody can be erased from that day without losing it: see chot ledger verify`,
  );
}

function lastOf(rows: Iterable<LedgerRow>): number | null {
  let last: number | null = null;
  for (const { seq } of rows) last = seq;
  return last;
}
