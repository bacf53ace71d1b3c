import type { PersonId } from '../contract/pass.ts';

/** On cards until 2021: group (2 letters), benefit (1 digit), province (2), social-insurance number (10). Since then 10. */
const CARD_NUMBER = /^[A-Z]{2}\d{13}$/;
const SOCIAL_INSURANCE_NUMBER = /^\d{10}$/;

/**
 * The identifiers that a health-insurance number stands for: whoever lists a person by the social-insurance number, which
 * stays when group or province change, finds them by the card of old as well. It comes first, for it names one person
 * in one way (db/sealed-person.ts takes the first). None for anything else.
 */
export function insuranceIds(number: string): PersonId[] {
  if (SOCIAL_INSURANCE_NUMBER.test(number)) return [{ type: 'bhyt', value: number }];
  if (!CARD_NUMBER.test(number)) return [];
  return [
    { type: 'bhyt', value: number.slice(-10) },
    { type: 'bhyt', value: number },
  ];
}
