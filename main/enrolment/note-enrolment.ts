import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auditBeside } from '../../db/audit-beside.ts';
import type { AuditEvent, StationRecord } from '../../db/record.ts';
import { RECORD_FILE } from '../../db/record-file.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { type Enrolment, readEnrolment, writeEnrolment } from './enrolment-file.ts';

/**
 * Notes an enrolment in the audit log; false: the station has never run, and has no record yet. Its keys are made by the
 * station itself, which may be handed one that whoever enrols has not: so the record is not begun here.
 * @param now milliseconds since the epoch
 */
export function noteBeside(
  directory: string,
  enrolment: Enrolment,
  from: 'cli' | 'screen',
  now: number,
): Result<boolean, string> {
  if (!existsSync(join(directory, RECORD_FILE))) return ok(false);
  const noted = auditBeside(directory, enrolled(enrolment, from), now);
  return noted.ok ? ok(true) : err(`${noted.error.code}: ${noted.error.detail}`);
}

/**
 * At a start: notes an enrolment that came before the record. A damaged `enrolment.json` is told where tokens are asked for.
 * @throws system errors of writing
 */
export function noteAtStart(directory: string, record: Pick<StationRecord, 'audit'>): void {
  const enrolment = readEnrolment(directory);
  if (!enrolment.ok || enrolment.value === null || enrolment.value.noted) return;
  if (!record.audit(enrolled(enrolment.value, 'station')).ok) return;
  writeEnrolment(directory, { ...enrolment.value, noted: true });
}

function enrolled(
  { station, url, clientId, keyThumbprint, rootSha256, enrolledAt }: Enrolment,
  from: 'cli' | 'screen' | 'station',
): AuditEvent {
  return {
    who: from,
    from,
    what: 'enrolled',
    detail: { station, url, clientId, keyThumbprint, rootSha256, enrolledAt },
  };
}
