import type { ShownVerdict } from '../main/contract/messages.ts';
import { type Locale, type Said, say } from './i18n/say.ts';

/** The band around the person whose papers the officer must compare with the code. */
export type CompareBand = {
  readonly said: Said;
  /** By which identifiers the facts were found; null: there are none. */
  readonly matched: Said | null;
};

/**
 * An unsigned code only claims an identity: green rests on the facts of whoever is named, and black may be somebody
 * else's. A green face without a valid signature has the band whatever else the station says.
 */
export function compareBand(message: ShownVerdict, locale: Locale): CompareBand | null {
  const { colour, comparePapers, matched, person, signature } = message;
  const green = colour === 'green' && (comparePapers || signature !== 'valid');
  const black = colour === 'black' && signature === 'unsigned' && person.name.trim() !== '';
  if (!green && !black) return null;
  return {
    said: say(locale, (words) => words.comparePapers),
    matched: matched.length === 0 ? null : matchedLine(matched, locale),
  };
}

function matchedLine(matched: ShownVerdict['matched'], locale: Locale): Said {
  return say(locale, (words) => words.matchedBy(matched.map((type) => words.idNumber[type])));
}
