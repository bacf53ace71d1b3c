import type { ShownVerdict, StationView } from '../main/contract/messages.ts';
import { worstFirst } from '../main/contract/reasons.ts';
import { type Locale, type Said, say } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

export type TrustLine = {
  readonly said: Said;
  /** `amber`: the officer should update the trust; `unknown`: nothing tells its age. */
  readonly badge: 'quiet' | 'amber' | 'unknown';
  /** What to do about it, where something is to be done. */
  readonly todo: Said | null;
};

/** Age of the trust, which stands on every verdict and on the idle face (DESIGN section 4). */
export function trustLine(trust: StationView['trust'], locale: Locale): TrustLine {
  const { state, ageHours } = trust;
  if (state === 'unknown' || ageHours === null) {
    return { said: say(locale, (words) => words.trustUnknown), badge: 'unknown', todo: null };
  }
  const phrase = ({ trustFresh, trustAgeing, trustStale }: Words) =>
    ({ fresh: trustFresh, ageing: trustAgeing, stale: trustStale })[state];
  return {
    said: say(locale, (words) => phrase(words)(age(ageHours, words))),
    badge: state === 'fresh' ? 'quiet' : 'amber',
    todo: state === 'fresh' ? null : say(locale, (words) => words.trustUpdate),
  };
}

/** On a verdict what to do is said once: here, or as the advice of the worst reason. */
export function verdictTrustLine({ reasons, trust }: ShownVerdict, locale: Locale): TrustLine {
  const line = trustLine(trust, locale);
  const [worst] = worstFirst(reasons);
  if (trust.state !== 'stale' && !reasons.includes('trust-incomplete')) return { ...line, todo: null };
  const isAdvice = worst === 'trust-stale' || worst === 'trust-incomplete';
  return { ...line, badge: 'amber', todo: isAdvice ? null : say(locale, (words) => words.trustUpdate) };
}

/** The limits are counted in hours, so the age is too, as long as a person can picture them. */
const MOST_HOURS = 100;

/** In whole hours or days that have passed. */
function age(hours: number, words: Words): string {
  if (hours < 1) return words.underOneHour;
  return hours < MOST_HOURS ? words.hours(Math.floor(hours)) : words.days(Math.floor(hours / 24));
}
