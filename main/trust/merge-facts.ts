import type { Facts, FactsFinding } from '../contract/facts.ts';
import { ID_TYPES } from '../contract/pass.ts';
import type { FoundRecord } from './facts-file.ts';

/** What the records say that the identifiers of one pass led to; null: they led nowhere. */
export function mergeFound(found: readonly FoundRecord[]): FactsFinding | null {
  const [first, ...others] = found.map(({ facts }) => facts);
  if (first === undefined) return null;
  const matched = new Set(found.flatMap((record) => record.matched));
  return {
    facts: mergeFacts([first, ...others]),
    matched: ID_TYPES.filter((type) => matched.has(type)),
    ids: found.flatMap((record) => record.ids),
    name: NAMES.find((name) => found.some((record) => record.name === name)) ?? 'unknown',
  };
}

/** One record that is registered for somebody else counts, whatever the others say. */
const NAMES = ['other', 'same', 'unknown'] as const;

/**
 * One person's facts from several records: the identifiers of one pass may lead to more than one, where the first dose was
 * recorded under the old id number and the second under the new one. Doses and recovery add up; of what is against the
 * person the worst counts.
 */
export function mergeFacts(records: readonly [Facts, ...Facts[]]): Facts {
  const [first, ...others] = records;
  return others.reduce(mergeTwo, first);
}

function mergeTwo(a: Facts, b: Facts): Facts {
  const more = b.doses > a.doses ? b : a;
  return {
    product: more.product ?? a.product ?? b.product,
    doses: more.doses,
    firstDose: earliest(a.firstDose, b.firstDose),
    lastDose: latest(a.lastDose, b.lastDose),
    recoveredOn: latest(a.recoveredOn, b.recoveredOn),
    lastTest: worseTest(a.lastTest, b.lastTest),
    declaration: worseDeclaration(a.declaration, b.declaration),
    isolationUntil: latest(a.isolationUntil, b.isolationUntil),
    sealed: a.sealed || b.sealed,
    unit: a.unit ?? b.unit,
    lastSeen: latestSighting(a.lastSeen, b.lastSeen),
  };
}

function latestSighting(a: Facts['lastSeen'], b: Facts['lastSeen']): Facts['lastSeen'] {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a.at) >= Date.parse(b.at) ? a : b;
}

/** Days as YYYY-MM-DD sort as text. */
function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function latest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function worseTest(a: Facts['lastTest'], b: Facts['lastTest']): Facts['lastTest'] {
  if (a === null || b === null) return a ?? b;
  if (a.result !== b.result) return a.result === 'positive' ? a : b;
  return Date.parse(b.sampledAt) > Date.parse(a.sampledAt) ? b : a;
}

const GRAVITY = { normal: 0, contact: 1, symptoms: 2 } as const;

function worseDeclaration(a: Facts['declaration'], b: Facts['declaration']): Facts['declaration'] {
  if (a === null || b === null) return a ?? b;
  const worse = GRAVITY[b.result] - GRAVITY[a.result];
  if (worse !== 0) return worse > 0 ? b : a;
  return Date.parse(b.at) > Date.parse(a.at) ? b : a;
}
