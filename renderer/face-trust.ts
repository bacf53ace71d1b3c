import type { StationView } from '../main/contract/messages.ts';
import { type Locale, type Said, say } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

export type TrustLine = {
  readonly said: Said;
  /** `amber`: the officer should update the trust; `unknown`: nothing tells its age. */
  readonly badge: 'quiet' | 'amber' | 'unknown';
};

/** Age of the trust, which stands on every verdict and on the idle face (DESIGN section 4). */
export function trustLine(trust: StationView['trust'], locale: Locale): TrustLine {
  const { state, ageHours } = trust;
  if (state === 'unknown' || ageHours === null) {
    return { said: say(locale, (words) => words.trustUnknown), badge: 'unknown' };
  }
  const phrase = ({ trustFresh, trustAgeing, trustStale }: Words) =>
    ({ fresh: trustFresh, ageing: trustAgeing, stale: trustStale })[state];
  return {
    said: say(locale, (words) => phrase(words)(age(ageHours, words))),
    badge: state === 'fresh' ? 'quiet' : 'amber',
  };
}

/** In whole hours or days that have passed. */
function age(hours: number, words: Words): string {
  if (hours < 1) return words.underOneHour;
  return hours < 48 ? words.hours(Math.floor(hours)) : words.days(Math.floor(hours / 24));
}
