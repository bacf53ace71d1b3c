import type { AuditEvent } from './audit.ts';
import type { ReadableDb } from './open.ts';
import type { KeptDay } from './retention.ts';

const DAY_ERASED = 'day-erased';

/**
 * Which days were erased, as the audit log has it. It is written before the key is destroyed, so that a crash in between
 * leaves a demand that the next start carries out, and never a key that is gone without a word.
 */
export type Erasures = {
  /** Rows of the day up to this seq are erased; 0: none. */
  through(day: string): number;
  days(): readonly string[];
  noted(day: string, through: number): void;
  /** Reads the audit log again. */
  refresh(): void;
};

export function readErasures(db: ReadableDb): Erasures {
  const query = db.prepare<[string], { day: unknown; through: unknown }>(
    "SELECT detail ->> 'day' AS day, detail ->> 'through' AS through FROM audit WHERE what = ? ORDER BY seq",
  );
  const erased = new Map<string, number>();

  function refresh(): void {
    for (const { day, through } of query.all(DAY_ERASED)) {
      if (typeof day === 'string' && typeof through === 'number') erased.set(day, through);
    }
  }

  refresh();
  return {
    through: (day) => erased.get(day) ?? 0,
    days: () => [...erased.keys()],
    noted: (day, through) => void erased.set(day, through),
    refresh,
  };
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
