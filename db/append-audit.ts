import { type AuditEvent, auditAfter, auditWriter } from './audit.ts';
import type { Journal } from './journal.ts';
import type { WritableDb } from './open.ts';

const BATCH = 500;

export type AuditAppender = {
  /** Commits an event, then journals it with whatever the journal lacks before it. `at` in milliseconds since the epoch. */
  append(event: AuditEvent, at: number): { readonly seq: number };
  /** Journals rows that another process (`auditBeside`) or a failure of the journal left out. */
  catchUp(): void;
};

/** @param journaled newest seq that the journal has; this process is the only one that writes the journal */
export function createAuditAppender(db: WritableDb, journal: Journal, journaled: number): AuditAppender {
  const write = auditWriter(db);
  const rowsAfter = auditAfter(db);

  function catchUp(): void {
    for (;;) {
      const rows = rowsAfter(journaled, BATCH);
      const last = rows.at(-1);
      if (last === undefined) return;
      journal.audit(rows);
      journaled = last.seq;
    }
  }

  return {
    append(event, at) {
      const { seq } = write(event, at);
      catchUp();
      return { seq };
    },
    catchUp,
  };
}
