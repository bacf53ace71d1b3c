import type { Pass } from '../contract/pass.ts';
import type { Reason } from '../contract/reasons.ts';
import type { RulePack } from './rule-pack.ts';

/** Reasons that the pass itself gives, whoever carries it. */

/** Comparisons are written so that an instant that is no number is against the pass. */
export function signatureReasons({ signature }: Pass): Reason[] {
  switch (signature) {
    case 'valid':
    case 'unsigned':
      return [];
    case 'unknown-key':
      return ['key-unknown'];
    default:
      return ['signature-invalid'];
  }
}

/** The validity of the key that the pass names, and the kinds of event that it may sign (EKU of the DSC). */
export function keyReasons({ signer, events }: Pass, pack: RulePack, now: number): Reason[] {
  if (signer === null) return [];
  const { notBefore, notAfter, usage } = signer;
  const tooEarly = notBefore !== null && !(notBefore <= now);
  const tooLate = notAfter !== null && !(now <= notAfter) && pack.keyExpired !== 'accept';
  const reasons: Reason[] = tooEarly || tooLate ? ['key-expired'] : [];
  if (usage !== null && events.some((event) => !usage.includes(event.kind))) reasons.push('key-usage');
  return reasons;
}

/**
 * Claims iat and exp: valid from iat until exp itself, not after (hcert_spec section 3.3.1). No skew is granted. An EU DCC
 * holds one event (eu-dcc-schema); a SMART Health Card carries a person's several doses.
 */
export function validityReasons({ format, issuedAt, expiresAt, events }: Pass, now: number): Reason[] {
  const reasons: Reason[] = [];
  if (issuedAt !== null && !(issuedAt <= now)) reasons.push('pass-not-yet-valid');
  if (expiresAt !== null && !(now <= expiresAt)) reasons.push('pass-expired');
  if (format === 'hc1' && events.length > 1) reasons.push('multiple-events');
  return reasons;
}
