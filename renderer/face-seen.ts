import type { ShownVerdict } from '../main/contract/messages.ts';
import { showDay, showSeconds } from './i18n/dates.ts';
import { type Locale, type Said, say } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

/** When and where a copied code was seen before; why that speaks against it is said as the reason. */
export type SeenLines = { readonly when: Said; readonly where: Said };

/** @param now the moment of the verdict, milliseconds since the epoch */
export function seenLines(seen: NonNullable<ShownVerdict['seen']>, now: number, locale: Locale): SeenLines {
  const when = (words: Words): string => {
    const ago = howLongAgo(now - seen.at, words);
    const time = timeOf(seen.at, now, words);
    return ago === null ? time : `${ago}, ${time}`;
  };
  return { when: say(locale, when), where: say(locale, (words) => words.seenAt(seen.place)) };
}

/** null: later than now, which only a clock that was moved can tell. */
function howLongAgo(elapsedMs: number, { ago }: Words): string | null {
  if (elapsedMs < 0) return null;
  const seconds = Math.floor(elapsedMs / 1000);
  if (seconds < 60) return ago.seconds(seconds);
  if (seconds < 3600) return ago.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return ago.hours(Math.floor(seconds / 3600));
  return ago.days(Math.floor(seconds / 86_400));
}

/** As the clock on the screen shows it, with the day when that is another. */
function timeOf(at: number, now: number, words: Words): string {
  const day = showDay(at);
  return day === showDay(now) ? showSeconds(at) : words.timeOnDay(showSeconds(at), day);
}
