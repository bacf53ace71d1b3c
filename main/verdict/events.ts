import type { Facts } from '../contract/facts.ts';
import type { HealthEvent, Pass, VaccinationEvent } from '../contract/pass.ts';

/** Events as evidence: those of the pass when its signature holds, and those that the facts of the person tell. */

/** An event counts only from a pass whose signature is valid; a false one proves nothing. */
export function trustedEvents(pass: Pass): readonly HealthEvent[] {
  return pass.signature === 'valid' ? pass.events : [];
}

/**
 * The union of the pass's events and of what the facts tell: the first and the last dose, the recovery, the last test.
 * What both know is there once, with the better of their knowledge, so that neither source takes anything from the
 * other. `products` (doses of the basic course by product) gives `sd`; a product that it does not name counts as
 * complete with the doses given.
 */
export function completedEvents(
  events: readonly HealthEvent[],
  facts: Facts | null,
  products: Readonly<Record<string, number>>,
): HealthEvent[] {
  const all = [...events];
  if (facts === null) return all;
  for (const told of [...dosesOf(facts, products), ...recoveryOf(facts), ...testOf(facts)]) {
    const index = all.findIndex((event) => isSame(event, told));
    const known = all[index];
    if (known === undefined) all.push(told);
    else all[index] = merged(known, told);
  }
  return all;
}

/** One dose: the same day and product, or one of them tells no product. */
function isSame(event: HealthEvent, told: HealthEvent): boolean {
  if (event.kind === 'vaccination' && told.kind === 'vaccination') {
    const [product, other] = [event.mp.trim(), told.mp.trim()];
    return event.dt.trim() === told.dt && (product === other || product === '' || other === '');
  }
  if (event.kind === 'recovery' && told.kind === 'recovery') return event.df.trim() === told.df;
  if (event.kind === 'test' && told.kind === 'test')
    return Date.parse(event.sc) === Date.parse(told.sc) && event.tr.trim() === told.tr;
  return false;
}

function merged(event: HealthEvent, told: HealthEvent): HealthEvent {
  if (event.kind !== 'vaccination' || told.kind !== 'vaccination') return event;
  const mp = event.mp.trim() === '' ? told.mp : event.mp;
  return { ...event, mp, dn: larger(event.dn, told.dn), sd: larger(event.sd, told.sd) };
}

function larger(of: number, told: number): number {
  return Number.isInteger(of) ? Math.max(of, told) : told;
}

function dosesOf(facts: Facts, products: Readonly<Record<string, number>>): VaccinationEvent[] {
  const { doses, firstDose, lastDose } = facts;
  if (doses === 0) return [];
  const mp = facts.product ?? '';
  const sd = courseOf(products, mp) ?? doses;
  const dose = (dn: number, dt: string): VaccinationEvent => ({ kind: 'vaccination', mp, dn, sd, dt });
  const first = firstDose === null || firstDose === lastDose ? [] : [dose(1, firstDose)];
  return lastDose === null ? first : [...first, dose(doses, lastDose)];
}

/** Doses of a product's basic course; null: the pack does not name it. */
export function courseOf(products: Readonly<Record<string, number>>, mp: string): number | null {
  return Object.hasOwn(products, mp) ? (products[mp] ?? null) : null;
}

/** Facts know the day of recovery only: it stands in all three date fields. */
function recoveryOf({ recoveredOn }: Facts): HealthEvent[] {
  return recoveredOn === null ? [] : [{ kind: 'recovery', fr: recoveredOn, df: recoveredOn, du: recoveredOn }];
}

/** Codes of the EU value sets covid-19-lab-test-type (LOINC) and covid-19-lab-result (SNOMED CT). */
const TEST_TYPES = { pcr: 'LP6464-4', rapid: 'LP217198-3' } as const;
export const DETECTED = '260373001';
export const NOT_DETECTED = '260415000';

function testOf({ lastTest }: Facts): HealthEvent[] {
  if (lastTest === null) return [];
  const tr = lastTest.result === 'positive' ? DETECTED : NOT_DETECTED;
  return [{ kind: 'test', tt: TEST_TYPES[lastTest.type], sc: lastTest.sampledAt, tr }];
}
