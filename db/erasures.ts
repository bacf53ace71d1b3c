import type { AuditEvent } from './audit.ts';
import type { Generations } from './day-keys.ts';
import type { ReadableDb } from './open.ts';
import type { KeptDay } from './retention.ts';

const DAY_ERASED = 'day-erased';
const PERSON_ERASED = 'person-erased';

/** A day of which a person was erased: its rows up to `through` are those that were sealed anew (`resealed`). */
export type ResealedDay = {
  readonly day: string;
  /** Of the day's key, by which the day is read and written since. */
  readonly generation: number;
  readonly through: number;
  /** Of what was sealed anew (resealed-file.ts), lower-case hex. */
  readonly sha256: string;
};

/**
 * Which days and persons were erased, as the audit log has it. It is written before the key is destroyed, so that a crash in
 * between leaves a demand that the next start carries out, and never a key that is gone without a word.
 */
export type Erasures = {
  /** Rows of the day up to this seq are erased; 0: none. */
  through(day: string): number;
  days(): readonly string[];
  noted(day: string, through: number): void;
  /** null: nobody of that day was erased. */
  resealed(day: string): ResealedDay | null;
  resealedDays(): readonly ResealedDay[];
  /** Reads the audit log again. */
  refresh(): void;
};

type Detail = { what: string; day: unknown; through: unknown; generation: unknown; sha256: unknown };

export function readErasures(db: ReadableDb): Erasures {
  const query = db.prepare<[string, string], Detail>(
    `SELECT what, detail ->> 'day' AS day, detail ->> 'through' AS through, detail ->> 'generation' AS generation,
      detail ->> 'sha256' AS sha256 FROM audit WHERE what IN (?, ?) ORDER BY seq`,
  );
  const erased = new Map<string, number>();
  const resealed = new Map<string, ResealedDay>();

  function refresh(): void {
    for (const { what, day, through, generation, sha256 } of query.all(DAY_ERASED, PERSON_ERASED)) {
      if (typeof day !== 'string' || typeof through !== 'number') continue;
      if (what === DAY_ERASED) erased.set(day, through);
      else if (typeof generation === 'number' && typeof sha256 === 'string') {
        resealed.set(day, { day, generation, through, sha256 });
      }
    }
  }

  refresh();
  return {
    through: (day) => erased.get(day) ?? 0,
    days: () => [...erased.keys()],
    noted: (day, through) => void erased.set(day, through),
    resealed: (day) => resealed.get(day) ?? null,
    resealedDays: () => [...resealed.values()],
    refresh,
  };
}

/** Of its key, by which a day is read and written. */
export function generationsOf(erasures: Pick<Erasures, 'resealed'>): Generations {
  return (day) => erasures.resealed(day)?.generation ?? 1;
}

/** A day's rows since it was last erased, which is hardly ever more than once. */
export type DayContent = KeptDay & { readonly through: number };

export function contentOfDay(db: ReadableDb): (day: string, after: number) => DayContent {
  const query = db.prepare<[string, number], { rows: number; notUploaded: number; through: number | null }>(`
    SELECT count(*) AS rows, count(*) FILTER (WHERE outbox.state IS NOT 'acknowledged') AS notUploaded,
      max(ledger.seq) AS through
    FROM ledger LEFT JOIN outbox USING (seq) WHERE ledger.day = ? AND ledger.seq > ?`);
  return (day, after) => {
    const { rows = 0, notUploaded = 0, through = null } = query.get(day, after) ?? {};
    return { day, rows, notUploaded, through: through ?? after };
  };
}

/** The newest day that the station recorded for real, by a clock that nothing spoke against. */
export function newestDay(db: ReadableDb): string | null {
  const query = db.prepare<[], string>(
    "SELECT day FROM ledger WHERE simulated = 0 AND clock = 'ok' ORDER BY day DESC LIMIT 1",
  );
  return query.pluck().get() ?? null;
}

/** `through` is the newest seq of the day: rows that are recorded under its name later have a key of their own. */
export function dayErased({ day, rows, notUploaded, through }: DayContent): AuditEvent {
  return { who: 'station', from: 'station', what: DAY_ERASED, detail: { day, rows, notUploaded, through } };
}

/** `rows` of the person; `notUploaded` of them go to the central without a person, if at all. */
export function personErased(
  { day, generation, through, sha256 }: ResealedDay,
  rows: { readonly rows: number; readonly notUploaded: number },
  by: Pick<AuditEvent, 'who' | 'from'>,
): AuditEvent {
  return { ...by, what: PERSON_ERASED, detail: { day, ...rows, generation, through, sha256 } };
}
