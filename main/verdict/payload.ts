import type { Facts } from '../contract/facts.ts';
import type { HealthEvent, Pass } from '../contract/pass.ts';
import type { PassStatus } from '../contract/verdict.ts';
import type { RuleData } from './certlogic.ts';
import { completedEvents, trustedEvents } from './events.ts';
import { dayOf, localDay } from './local-day.ts';
import type { RulePack } from './rule-pack.ts';

export type Evidence = {
  readonly pass: Pass;
  readonly facts: Facts | null;
  readonly status: PassStatus;
  readonly pack: RulePack;
  readonly now: number;
};

/**
 * What the rules of a pack see. `payload`: v, t, r (absent when empty) as in the EU DCC, of the pack's disease only, with
 * what the facts add, oldest first, day fields as local days (null: not a day); `facts` as the trust tells them, or
 * null. `external`: see `externalOf`.
 */
export function packRuleData(evidence: Evidence): RuleData {
  const { pass, facts, pack } = evidence;
  const events = countingEvents(evidence).map((event) => withLocalDays(event, pack.timeZone));
  return { payload: { ...byKind(events, pass), facts }, external: externalOf(evidence) };
}

/** What EU country rules see: the certificate as it is, without facts. */
export function euRuleData(evidence: Evidence): RuleData {
  const { pass } = evidence;
  return {
    payload: { ...byKind(trustedEvents(pass), pass), dob: pass.person.birthDate },
    external: externalOf(evidence),
  };
}

/** Events of the pack's disease, of pass and facts; one that names no disease counts. */
export function countingEvents({ pass, facts, pack }: Evidence): HealthEvent[] {
  const events = completedEvents(trustedEvents(pass), facts, pack.products);
  return events.filter((event) => event.tg === undefined || event.tg.trim() === pack.disease);
}

/**
 * `validationClock` is the instant, for rules of hours; `today` is 00:00Z of the local date, for rules of days (else
 * 00:30 in Vietnam on day 14 still reads day 13). `status` is what the issuer's list says, `none` unless the signature
 * is valid. `products`: codes by the length of their course. The rest as EU rules expect it.
 */
function externalOf({ pass, status, pack, now }: Evidence): object {
  const iso = (instant: number | null) => (instant === null ? null : isoOf(instant));
  return {
    validationClock: isoOf(now),
    today: `${localDay(now, pack.timeZone)}T00:00:00Z`,
    status: pass.signature === 'valid' ? status : 'none',
    products: productsOf(pack),
    valueSets: pack.valueSets ?? {},
    countryCode: 'VN',
    issuerCountryCode: pass.issuer,
    kid: pass.kid,
    iat: iso(pass.issuedAt),
    exp: iso(pass.expiresAt),
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

function isoOf(instant: number): string | null {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Groups by kind under the DCC's letters, without `kind`, with the certificate's `ci`. */
function byKind(events: readonly { readonly kind: HealthEvent['kind'] }[], pass: Pass): Record<string, object[]> {
  const letters = { vaccination: 'v', test: 't', recovery: 'r' } as const;
  const ci = pass.person.ids.find((id) => id.type === 'uvci')?.value;
  const payload: Record<string, object[]> = {};
  for (const { kind, ...fields } of events) {
    const group = payload[letters[kind]] ?? [];
    group.push(ci === undefined ? fields : { ...fields, ci });
    payload[letters[kind]] = group;
  }
  return payload;
}

function withLocalDays(event: HealthEvent, zone: string) {
  if (event.kind === 'vaccination') return { ...event, mp: event.mp.trim(), dt: dayOf(event.dt, zone) };
  if (event.kind === 'test') return event;
  return { ...event, fr: dayOf(event.fr, zone), df: dayOf(event.df, zone), du: dayOf(event.du, zone) };
}
