import type { ShownVerdict } from '../main/contract/messages.ts';
import { type Reason, worstFirst } from '../main/contract/reasons.ts';
import { REASON_TEXTS } from '../main/contract/texts.ts';
import { type Locale, type Said, say, sayText } from './i18n/say.ts';

/** More reasons than these say no more to a guard with a queue. */
const MOST_REASONS = 4;

type Judged = Pick<ShownVerdict, 'reasons' | 'seen'>;

/** Titles, worst first; those that the screen has no room for are counted. */
export function reasonLines({ reasons, seen }: Judged, locale: Locale): readonly Said[] {
  const inOrder = worstFirst(reasons);
  const shown = inOrder.slice(0, MOST_REASONS).map((reason) => reasonTitle(reason, seen, locale));
  const hidden = inOrder.length - shown.length;
  return hidden > 0 ? [...shown, say(locale, (words) => words.moreReasons(hidden))] : shown;
}

function reasonTitle(reason: Reason, seen: Judged['seen'], locale: Locale): Said {
  return reason === 'copied-code' && seen !== null
    ? say(locale, (words) => words.seenWhy[seen.why])
    : sayText(locale, REASON_TEXTS[reason].title);
}

/** What to do about the worst reason, in one sentence; of a copied code also that the officer may override. */
export function reasonAdvice({ reasons, seen }: Judged, locale: Locale): Said | null {
  const [worst] = worstFirst(reasons);
  if (worst === undefined) return null;
  return worst === 'copied-code' && seen !== null
    ? say(locale, (words) => words.seenAdvice)
    : sayText(locale, REASON_TEXTS[worst].advice);
}
