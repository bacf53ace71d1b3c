/** How long persons are kept. Days are local days, YYYY-MM-DD. */
export type RetentionTerms = {
  /** Today by the station's clock. */
  readonly today: string;
  /**
   * Whether recent signed time speaks for that clock. Where none does, days are counted from the newest day that the
   * ledger has: a clock that was set years ahead would else erase everything.
   */
  readonly vouched: boolean;
  readonly retentionDays: number;
  /** Rows wait for a central; without one nothing is waited for. */
  readonly hasCentral: boolean;
};

/** A day that has a data key, and what lies under it. */
export type KeptDay = {
  readonly day: string;
  readonly rows: number;
  /** Rows that the central has not acknowledged: waiting, parked, or all of them where there is no central. */
  readonly notUploaded: number;
};

const DAY_MS = 86_400_000;

/** The day from which ages are counted; null: no day is beyond doubt, and nothing can be too old. */
export function countedFrom({ today, vouched }: RetentionTerms, newestDay: string | null): string | null {
  if (vouched) return today;
  return newestDay === null || newestDay > today ? null : newestDay;
}

/** Days that were kept for `retentionDays` whole days, oldest first. */
export function outlivedDays(days: readonly string[], from: string, retentionDays: number): string[] {
  return days.filter((day) => ageInDays(day, from) > retentionDays).sort();
}

/** Whether a day's key is destroyed now: what is not uploaded keeps it up to twice the retention (DESIGN section 2.5). */
export function isToBeErased(kept: KeptDay, from: string, { retentionDays, hasCentral }: RetentionTerms): boolean {
  const age = ageInDays(kept.day, from);
  if (!(age > retentionDays)) return false;
  return !hasCentral || kept.notUploaded === 0 || age > 2 * retentionDays;
}

/** Negative for a day to come; NaN for what is no day, which no comparison holds for. */
function ageInDays(day: string, from: string): number {
  return (Date.parse(`${from}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / DAY_MS;
}
