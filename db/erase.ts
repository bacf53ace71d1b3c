import type { AuditEvent } from './audit.ts';
import type { DayKeys } from './day-keys.ts';
import { contentOfDay, dayErased, type Erasures, newestDay } from './erasures.ts';
import type { ReadableDb } from './open.ts';
import { countedFrom, isToBeErased, outlivedDays, type RetentionTerms } from './retention.ts';

export type Eraser = {
  /** Destroys keys that the audit log calls erased and that are still there. @throws system errors */
  finish(): void;
  /**
   * Erases each day whose time is over: first the audit log, then the key. Tells which, oldest first.
   * @throws what SQLite or the file system threw; the days before are erased, and the rest is done by the next call
   */
  erase(terms: RetentionTerms): string[];
};

export function createEraser(
  db: ReadableDb,
  keys: DayKeys,
  erasures: Erasures,
  forget: (day: string, through: number) => void,
  audit: (event: AuditEvent) => unknown,
): Eraser {
  const content = contentOfDay(db);

  function finish(): void {
    erasures.refresh();
    const kept = new Set(keys.days());
    for (const day of erasures.days()) {
      if (kept.has(day) && content(day, erasures.through(day)).rows === 0) keys.destroy(day);
    }
  }

  return {
    finish,
    erase(terms) {
      finish();
      const from = countedFrom(terms, newestDay(db));
      if (from === null) return [];
      const erased = outlivedDays(keys.days(), from, terms.retentionDays)
        .map((day) => content(day, erasures.through(day)))
        .filter((kept) => isToBeErased(kept, from, terms));
      for (const day of erased) {
        audit(dayErased(day));
        erasures.noted(day.day, day.through);
        keys.destroy(day.day);
        forget(day.day, day.through);
      }
      return erased.map(({ day }) => day);
    },
  };
}
