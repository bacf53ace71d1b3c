import { join } from 'node:path';
import { writeDurably } from '../../db/durable-file.ts';
import type { EnrolmentAnswer } from '../contract/enrolment.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { inDataDirectory, readStationConfig } from '../data-directory.ts';
import { recipientOf, stationIdentity } from '../station-identity.ts';
import { type Enrolment, readEnrolment, writeEnrolment } from './enrolment-file.ts';
import { type EnrolmentText, type EnrolmentTextProblem, parseEnrolmentText } from './enrolment-text.ts';
import { fetchAuthority } from './fetch-authority.ts';
import { noteBeside } from './note-enrolment.ts';
import { type EnrolmentAnswerProblem, requestEnrolment } from './request-enrolment.ts';
import { writeCentral } from './station-file.ts';
import { stationKey } from './station-key.ts';

export type EnrolProblem = {
  readonly code:
    | EnrolmentTextProblem
    | EnrolmentAnswerProblem['code']
    | 'config-invalid'
    | 'already-enrolled'
    | 'other-station'
    | 'other-root'
    | 'authority-refused'
    | 'keys-unusable'
    | 'disk-failed'
    | 'record-failed';
  /** For the person who enrols: what was wrong. */
  readonly detail: string;
};

export type EnrolOptions = {
  /** What was scanned. */
  readonly scanned: string;
  /** A station that is enrolled already is enrolled anew, also at another central and with another pinned root. */
  readonly again: boolean;
  /** From where, for the audit log. */
  readonly from: 'cli' | 'screen';
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/**
 * Enrols the station of a data directory: its key is made here, the central learns the public half of it by the one-time code,
 * and station.json learns the central and the root of all trust. `enrolment.json` is written last: a station that was
 * interrupted is not enrolled, and the same code does it again.
 */
export async function enrol(directory: string, options: EnrolOptions): Promise<Result<Enrolment, EnrolProblem>> {
  const parsed = parseEnrolmentText(options.scanned);
  if (!parsed.ok) return err({ code: parsed.error, detail: `what was scanned cannot be used: ${parsed.error}` });
  const config = readStationConfig(directory);
  if (!config.ok) return err({ code: 'config-invalid', detail: config.error.detail });
  const refusal = refusalOf(directory, config.value, parsed.value, options.again);
  if (refusal !== null) return err(refusal);
  try {
    return await carryOut(directory, config.value, parsed.value, options);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return err({ code: 'disk-failed', detail: error.message });
  }
}

function refusalOf(
  directory: string,
  config: StationConfig,
  { station, rootSha256 }: EnrolmentText,
  again: boolean,
): EnrolProblem | null {
  if (station !== config.station) {
    const detail = `this code is for the station "${station}", and station.json names "${config.station}"`;
    return { code: 'other-station', detail };
  }
  if (again) return null;
  const enrolled = readEnrolment(directory);
  if (!enrolled.ok) return { code: 'already-enrolled', detail: enrolled.error };
  if (enrolled.value !== null) {
    const { url, enrolledAt } = enrolled.value;
    const detail = `this station was enrolled at ${url} on ${enrolledAt}: say --again to enrol it anew`;
    return { code: 'already-enrolled', detail };
  }
  const pinned = config.trust.rootSha256;
  if (pinned === null || rootSha256 === null || pinned === rootSha256) return null;
  const detail = `station.json pins the root ${pinned}, and this code names another, ${rootSha256}: say --again to change it`;
  return { code: 'other-root', detail };
}

async function carryOut(
  directory: string,
  config: StationConfig,
  text: EnrolmentText,
  { from, now }: EnrolOptions,
): Promise<Result<Enrolment, EnrolProblem>> {
  const key = stationKey(directory);
  if (!key.ok) return err({ code: 'keys-unusable', detail: key.error });
  const identity = await stationIdentity(directory);
  if (!identity.ok) return err({ code: 'keys-unusable', detail: identity.error });
  const caFile = await authorityFile(directory, config, text);
  if (!caFile.ok) return err({ code: 'authority-refused', detail: caFile.error });
  const answer = await requestEnrolment({
    text,
    key: key.value,
    recipient: await recipientOf(identity.value),
    caFile: caFile.value === null ? null : inDataDirectory(directory, caFile.value),
  });
  if (!answer.ok) return answer;
  const central = { url: text.url, caFile: caFile.value };
  const written = writeCentral(directory, { central, rootSha256: text.rootSha256 });
  if (!written.ok) return err({ code: 'config-invalid', detail: written.error });
  const enrolment = enrolmentOf(answer.value, text, key.value.thumbprint, now);
  const noted = noteBeside(directory, enrolment, from, now);
  if (!noted.ok) return err({ code: 'record-failed', detail: noted.error });
  const kept = { ...enrolment, noted: noted.value };
  writeEnrolment(directory, kept);
  return ok(kept);
}

function enrolmentOf(
  answer: EnrolmentAnswer,
  { url, rootSha256 }: EnrolmentText,
  keyThumbprint: string,
  now: number,
): Enrolment {
  const enrolledAt = new Date(now).toISOString();
  return { version: 1, ...answer, url, keyThumbprint, enrolledAt, rootSha256, noted: false };
}

/** As station.json will name it; a file of its own for each authority, so that a running station keeps the one that it has. */
async function authorityFile(
  directory: string,
  { central }: StationConfig,
  { url, authoritySha256 }: EnrolmentText,
): Promise<Result<string | null, string>> {
  // The owner may have put the authority there by hand.
  if (authoritySha256 === null) return ok(central?.url === url ? central.caFile : null);
  const pem = await fetchAuthority(url, authoritySha256);
  if (!pem.ok) return pem;
  const name = `central-authority-${authoritySha256.slice(0, 16)}.pem`;
  writeDurably(join(directory, name), Buffer.from(pem.value));
  return ok(name);
}
