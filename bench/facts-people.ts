import type { KnownPerson } from '../fixtures/issuer/facts.ts';

const FACTS: KnownPerson['facts'] = {
  product: 'EU/1/20/1528',
  doses: 2,
  firstDose: '2021-08-01',
  lastDose: '2021-09-12',
  recoveredOn: null,
  lastTest: { type: 'rapid', result: 'negative', sampledAt: '2021-10-01T01:30:00Z' },
  declaration: { result: 'normal', at: '2021-10-01T02:00:00Z' },
  isolationUntil: null,
  sealed: true,
  unit: '26740',
  lastSeen: null,
};

/** A made-up person with two numbers, always the same one for a number. */
export function benchPerson(n: number): KnownPerson {
  const serial = String(n).padStart(9, '0');
  const ids = [
    { type: 'qid', value: `163304${serial}` },
    { type: 'cccd', value: `079${serial}` },
  ] as const;
  return { ids, facts: FACTS, name: `NGUYEN VAN ${n % 1000}`, birthDate: '1987-01-18' };
}
