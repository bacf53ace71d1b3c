import type { HealthEvent, Pass } from '../contract/pass.ts';
import type { RuleData } from './certlogic.ts';
import { type Evidence, hoursSince } from './evidence.ts';
import type { RulePack } from './rule-pack.ts';

/**
 * What the rules of a pack see; docs/rules.md lists every field. `payload`: v, t, r (null where empty) in the terms of the
 * EU DCC, as `evidence.ts` makes them of pass and facts; `facts` as the trust tells them, with the age of the
 * declaration, or null; `undated`. `external`: see `externalOf`.
 */
export function packRuleData(evidence: Evidence): RuleData {
  const { doses, recoveries, tests, undated, facts, now } = evidence;
  const declaration =
    facts?.declaration == null ? null : { ...facts.declaration, hoursAgo: hoursSince(facts.declaration.at, now) };
  return {
    payload: {
      v: listOf(doses),
      r: listOf(recoveries),
      t: listOf(tests),
      undated,
      facts: facts === null ? null : { ...facts, declaration },
    },
    external: externalOf(evidence),
  };
}

/**
 * What EU country rules see: one event of the certificate as it is, without facts, as in a certificate of its own; null:
 * of none.
 */
export function euRuleData(evidence: Evidence, event: HealthEvent | null): RuleData {
  const { pass } = evidence;
  const payload = { ...(event === null ? {} : alone(event, pass)), dob: pass.person.birthDate };
  return { payload, external: externalOf(evidence) };
}

const LETTERS = { vaccination: 'v', test: 't', recovery: 'r' } as const;

/** Under the DCC's letter, without `kind`, with the certificate's `ci`. */
function alone({ kind, ...fields }: HealthEvent, pass: Pass): object {
  const ci = pass.person.ids.find((id) => id.type === 'uvci')?.value;
  return { [LETTERS[kind]]: [ci === undefined ? fields : { ...fields, ci }] };
}

function listOf<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

/**
 * `validationClock` is the instant, for rules of hours; `today` is 00:00Z of the local date, for rules of days (else
 * 00:30 in Vietnam on day 14 still reads day 13). `status` is what the issuer's list says, `none` unless the signature
 * is valid. `products`: codes by the length of their course. The rest as EU rules expect it.
 */
function externalOf({ pass, status, pack, now, today }: Evidence): object {
  return {
    validationClock: isoOf(now),
    today: `${today}T00:00:00Z`,
    status: pass.signature === 'valid' ? status : 'none',
    products: productsOf(pack),
    valueSets: pack.valueSets ?? {},
    countryCode: pack.country,
    issuerCountryCode: pass.issuer,
    kid: pass.kid,
    iat: isoOf(pass.issuedAt),
    exp: isoOf(pass.expiresAt),
    region: '',
  };
}

type Products = { readonly oneDose: readonly string[]; readonly moreDoses: readonly string[] };
const productsByPack = new WeakMap<RulePack, Products>();

function productsOf(pack: RulePack): Products {
  const known = productsByPack.get(pack);
  if (known !== undefined) return known;
  const codes = Object.entries(pack.products);
  const oneDose = codes.filter(([, doses]) => doses === 1).map(([code]) => code);
  const made = { oneDose, moreDoses: codes.filter(([, doses]) => doses > 1).map(([code]) => code) };
  productsByPack.set(pack, made);
  return made;
}

/** null also for a number that is no instant. */
export function isoOf(instant: number | null): string | null {
  if (instant === null) return null;
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
