import type { Facts } from '../contract/facts.ts';
import type { HealthEvent, Pass, VaccinationEvent } from '../contract/pass.ts';

/** Events as evidence: those of the pass when its signature holds, completed by the facts of the person. */

/** An event counts only from a pass whose signature is valid; a false one proves nothing. */
export function trustedEvents(pass: Pass): readonly HealthEvent[] {
  return pass.signature === 'valid' ? pass.events : [];
}

/**
 * The pass's own events; of each kind that it does not carry, those that the facts tell: the first and the last dose, the
 * recovery, the last test. `products` (doses of the basic course by product) gives `sd`; a product that it does not
 * name counts as complete with the doses given.
 */
export function completedEvents(
  events: readonly HealthEvent[],
  facts: Facts | null,
  products: Readonly<Record<string, number>>,
): HealthEvent[] {
  if (facts === null) return [...events];
  const kinds = new Set(events.map((event) => event.kind));
  const told = [...dosesOf(facts, products), ...recoveryOf(facts), ...testOf(facts)];
  return [...events, ...told.filter((event) => !kinds.has(event.kind))];
}

function dosesOf(facts: Facts, products: Readonly<Record<string, number>>): VaccinationEvent[] {
  const { doses, firstDose, lastDose } = facts;
  if (doses === 0) return [];
  const mp = facts.product ?? '';
  const sd = products[mp] ?? doses;
  const dose = (dn: number, dt: string): VaccinationEvent => ({ kind: 'vaccination', mp, dn, sd, dt });
  if (doses === 1) {
    const only = firstDose ?? lastDose;
    return only === null ? [] : [dose(1, only)];
  }
  return [...(firstDose === null ? [] : [dose(1, firstDose)]), ...(lastDose === null ? [] : [dose(doses, lastDose)])];
}

/** Facts know the day of recovery only: it stands in all three date fields. */
function recoveryOf({ recoveredOn }: Facts): HealthEvent[] {
  return recoveredOn === null ? [] : [{ kind: 'recovery', fr: recoveredOn, df: recoveredOn, du: recoveredOn }];
}

/** Codes of the EU value sets covid-19-lab-test-type (LOINC) and covid-19-lab-result (SNOMED CT). */
const TEST_TYPES = { pcr: 'LP6464-4', rapid: 'LP217198-3' } as const;
export const DETECTED = '260373001';
const NOT_DETECTED = '260415000';

function testOf({ lastTest }: Facts): HealthEvent[] {
  if (lastTest === null) return [];
  const tr = lastTest.result === 'positive' ? DETECTED : NOT_DETECTED;
  return [{ kind: 'test', tt: TEST_TYPES[lastTest.type], sc: lastTest.sampledAt, tr }];
}
