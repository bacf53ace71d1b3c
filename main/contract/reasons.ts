/**
 * The closed union of reasons, worst first (DESIGN section 5). A verdict lists every reason that holds in this
 * order; its colour is that of the first.
 */
export const REASONS = {
  // abnormal: a person must look
  'clock-suspect': 'abnormal',
  'trust-stale': 'abnormal',
  'trust-incomplete': 'abnormal',
  'signature-invalid': 'abnormal',
  'key-unknown': 'abnormal',
  'key-expired': 'abnormal',
  'key-usage': 'abnormal',
  'seal-missing': 'abnormal',
  'identity-mismatch': 'abnormal',
  'copied-code': 'abnormal',
  'status-unknown': 'abnormal',
  isolation: 'abnormal',
  'test-positive': 'abnormal',
  symptoms: 'abnormal',
  contact: 'abnormal',
  'epidemic-area': 'abnormal',
  // black: authentic, but not eligible, or no data
  'pass-revoked': 'black',
  'pass-suspended': 'black',
  'pass-expired': 'black',
  'pass-not-yet-valid': 'black',
  'multiple-events': 'black',
  unsigned: 'black',
  'not-declared': 'black',
  'dose-too-recent': 'black',
  'recovery-too-old': 'black',
  'not-vaccinated': 'black',
  'rule-failed': 'black',
  'not-on-roster': 'black',
  'outside-shift': 'black',
  'quota-full': 'black',
  'no-data': 'black',
  // green: eligible, and nothing against it
  vaccinated: 'green',
  recovered: 'green',
  'status-eligible': 'green',
  'test-negative': 'green',
  'declared-normal': 'green',
} as const satisfies Record<string, Colour>;

export type Colour = 'green' | 'black' | 'abnormal';
export type Reason = keyof typeof REASONS;

/** Not a pass: the screen says "scan again"; counted, not recorded. */
export const SCAN_AGAIN_REASONS = ['unreadable', 'format-unknown', 'malformed'] as const;
export type ScanAgainReason = (typeof SCAN_AGAIN_REASONS)[number];

export const REASON_CODES = Object.keys(REASONS) as [Reason, ...Reason[]];

const rank = new Map<Reason, number>(REASON_CODES.map((reason, index) => [reason, index]));

/** The same reasons without repetition, worst first. */
export function worstFirst(reasons: Iterable<Reason>): Reason[] {
  return [...new Set(reasons)].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

/**
 * What exactly was wrong with a scan that is no pass. Finer than the reason, for the log, the officer and `chot scan`;
 * never contains scanned text.
 */
export const SCAN_PROBLEMS = [
  // unreadable: the bytes of the scan are no text
  'too-long',
  'not-utf8',
  'control-characters',
  'empty',
  'incomplete', // a part of the scan got lost between the scanner and the station
  'input-method', // the operating system's input method rewrote the keystrokes
  // format-unknown
  'no-known-format',
  // malformed: a known format, broken
  'base45',
  'not-compressed',
  'inflate',
  'inflate-too-large',
  'cbor',
  'cbor-too-deep',
  'cbor-duplicate-key',
  'cose',
  'cwt',
  'schema',
  'fields',
  'seal-misplaced',
  'jws',
  'one-of-several', // a part of a pass that is spread over several codes
  'number-contradicts', // an identity number that does not fit the birth date or sex beside it
  'number-length',
] as const;
export type ScanProblem = (typeof SCAN_PROBLEMS)[number];
