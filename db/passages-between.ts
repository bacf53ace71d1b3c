import { daysBetween } from './days-between.ts';
import { ledgerDays, rowsBySeq } from './ledger.ts';
import type { RecordedEntry } from './ledger-row.ts';
import type { ReadableDb } from './open.ts';
import type { RowOpener } from './open-row.ts';

/** Milliseconds since the epoch, both included. */
export type TimeSpan = { readonly since: number; readonly until: number };

export type PassagesBetween = {
  /** Rows of a span of time at one lane (null: at all) in the order of their times, opened. Trials are left out. */
  between(span: TimeSpan, lane: string | null): Generator<RecordedEntry>;
  /**
   * Rows by which somebody went in before an instant and was inside at it: whose next way out of the same day was later, or
   * is not known and who went in at most `stayMs` before. Opened.
   */
  insideAt(at: number, stayMs: number): Generator<RecordedEntry>;
};

export function passagesBetween(db: ReadableDb, open: RowOpener): PassagesBetween {
  const bySeq = rowsBySeq(db);
  const inSpan = db.prepare<[string, number, number], { seq: number; lane: string }>(
    'SELECT seq, lane FROM ledger WHERE day = ? AND simulated = 0 AND at_ms BETWEEN ? AND ? ORDER BY at_ms, seq',
  );
  const ref = 'coalesce(anew.person_ref, row.person_ref)';
  const through = `FROM ledger AS row LEFT JOIN resealed AS anew USING (seq)
    WHERE day = @day AND simulated = 0 AND row.person_ref IS NOT NULL AND kind <> 'annulment'
      AND (direction = 'out' OR colour = 'green' OR override_admit = 1)`;
  // The other columns are those of the newest row (sqlite.org/lang_select.html, bare columns beside max()).
  const inside = db
    .prepare<[{ day: string; at: number; since: number; stay: number }], number>(`
      SELECT seq FROM (
        SELECT seq, ${ref} AS ref, direction, max(at_ms) AS at ${through} AND at_ms >= @since AND at_ms < @at GROUP BY ref
      )
      WHERE direction = 'in'
        AND (at >= @at - @stay OR ref IN (SELECT ${ref} ${through} AND at_ms >= @at AND direction = 'out'))
      ORDER BY seq`)
    .pluck();
  const isThere = (condition: string) =>
    db
      .prepare<[string, number], number>(
        `SELECT EXISTS (SELECT 1 FROM ledger WHERE day = ? AND simulated = 0 AND at_ms ${condition} ?)`,
      )
      .pluck();
  const [hasBefore, hasAfter] = [isThere('<'), isThere('>=')];

  function* opened(seqs: readonly number[]): Generator<RecordedEntry> {
    for (const row of bySeq(seqs)) yield open(row);
  }

  return {
    *between({ since, until }, lane) {
      for (const day of daysBetween(ledgerDays(db), since, until)) {
        const rows = inSpan.all(day, since, until).filter((row) => lane === null || row.lane === lane);
        yield* opened(rows.map(({ seq }) => seq));
      }
    },
    *insideAt(at, stayMs) {
      for (const day of daysBetween(ledgerDays(db), at, at)) {
        if (hasBefore.get(day, at) === 0) continue;
        // Of those who went in longer ago only the ones who went out later count: a day that is over has none.
        const since = hasAfter.get(day, at) === 0 ? at - stayMs : Number.MIN_SAFE_INTEGER;
        yield* opened(inside.all({ day, at, since, stay: stayMs }));
      }
    },
  };
}
