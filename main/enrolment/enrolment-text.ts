import { enrolmentCodeSchema } from '../contract/enrolment.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { centralUrlSchema, stationNameSchema } from '../contract/station-config.ts';

/**
 * What the QR on the administrator's screen or paper says, in printable ASCII:
 *
 *     CHOT-ENROL:1;<address of the central>;<station>;<one-time code>;<SHA-256 of the first root>;<SHA-256 of the authority>
 *
 * The first hash is that of the trust repository's first root.json, the second that of the DER certificate of the only
 * authority to believe for this central; 64 hex digits each, or `-` for none. Semicolons, since texts with `|` are passes.
 */
export type EnrolmentText = {
  /** Base address of the central. */
  readonly url: string;
  readonly station: string;
  readonly code: string;
  /** Lower-case hex; null: the central serves no trust. */
  readonly rootSha256: string | null;
  /** Lower-case hex; null: a public authority. */
  readonly authoritySha256: string | null;
};

export const ENROLMENT_PREFIX = 'CHOT-ENROL:';

/** Longest text: an address of 300 characters and a name of 64. */
const MAX_LENGTH = 600;

export type EnrolmentTextProblem =
  | 'not-an-enrolment'
  | 'other-version'
  | 'incomplete'
  | 'url-invalid'
  | 'station-invalid'
  | 'code-invalid'
  | 'hash-invalid';

/** Whether a scan is meant for enrolment, whatever is wrong with it. */
export function isEnrolmentText(text: string): boolean {
  return text.trimStart().slice(0, ENROLMENT_PREFIX.length).toUpperCase() === ENROLMENT_PREFIX;
}

/** A scanned text; white space around it does not count. Pure. */
export function parseEnrolmentText(scanned: string): Result<EnrolmentText, EnrolmentTextProblem> {
  if (!isEnrolmentText(scanned)) return err('not-an-enrolment');
  const text = scanned.trim();
  if (text.length > MAX_LENGTH) return err('incomplete');
  const [version, url = '', station = '', code = '', root = '', authority = '', ...more] = text
    .slice(ENROLMENT_PREFIX.length)
    .split(';');
  if (version !== '1') return err('other-version');
  if (authority === '' || more.length > 0) return err('incomplete');
  if (!centralUrlSchema.safeParse(url).success) return err('url-invalid');
  if (!stationNameSchema.safeParse(station).success) return err('station-invalid');
  if (!enrolmentCodeSchema.safeParse(code).success) return err('code-invalid');
  const [rootSha256, authoritySha256] = [hashOf(root), hashOf(authority)];
  if (rootSha256 === undefined || authoritySha256 === undefined) return err('hash-invalid');
  return ok({ url, station, code, rootSha256, authoritySha256 });
}

/** The text of a QR; what `parseEnrolmentText` reads. */
export function enrolmentText({ url, station, code, rootSha256, authoritySha256 }: EnrolmentText): string {
  return `${ENROLMENT_PREFIX}1;${[url, station, code, rootSha256 ?? '-', authoritySha256 ?? '-'].join(';')}`;
}

function hashOf(field: string): string | null | undefined {
  if (field === '-') return null;
  return /^[0-9a-f]{64}$/.test(field) ? field : undefined;
}
