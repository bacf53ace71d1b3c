import { join } from 'node:path';
import { err, ok, type Result } from '../main/contract/result.ts';
import { type AuditEvent, auditWriter } from './audit.ts';
import { openForAuditing } from './open.ts';
import { type RecordProblem, recordProblem } from './problem.ts';
import { RECORD_FILE } from './record-file.ts';
import { assertStillWritable } from './still-writable.ts';

/**
 * Notes an event in the audit log, beside a station that runs and records or without one: one short transaction of its
 * own, which reads the end of the chain and appends to it. The journal has one writer, the holder of the writer lock: it
 * takes the row in before its own next one, when it rests or closes, or at the next start.
 * @param at milliseconds since the epoch
 */
export function auditBeside(directory: string, event: AuditEvent, at: number): Result<{ seq: number }, RecordProblem> {
  try {
    const db = openForAuditing(join(directory, RECORD_FILE));
    try {
      const { seq } = auditWriter(db)(event, at);
      assertStillWritable(db.name);
      return ok({ seq });
    } finally {
      db.close();
    }
  } catch (error) {
    return err(recordProblem(error));
  }
}
