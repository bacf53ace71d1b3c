import type { StationView } from '../../main/contract/messages.ts';
import type { Language } from '../../main/contract/station-config.ts';
import type { Text } from '../../main/contract/texts.ts';
import { en } from './en.ts';
import { vi, type Words } from './vi.ts';

/** The languages of the page: the first is said large, the second, if any, smaller beside it. */
export type Locale = readonly [Language, ...Language[]];

/** One thing said in the languages of the page, in their order. */
export type Said = readonly { readonly lang: Language; readonly text: string }[];

const DICTIONARIES: { readonly [language in Language]: Words } = { vi, en };

export function wordsOf(lang: Language): Words {
  return DICTIONARIES[lang];
}

export function say(locale: Locale, pick: (words: Words, lang: Language) => string): Said {
  return locale.map((lang) => ({ lang, text: pick(DICTIONARIES[lang], lang) }));
}

export function sayText(locale: Locale, text: Text): Said {
  return locale.map((lang) => ({ lang, text: text[lang] }));
}

/** What the station's configuration says, Vietnamese first where it says nothing yet. */
export function localeOf(station: StationView | null): Locale {
  const [first, ...others] = new Set(station?.languages);
  return first === undefined ? ['vi', 'en'] : [first, ...others];
}
