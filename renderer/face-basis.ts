import type { ShownVerdict } from '../main/contract/messages.ts';
import { type Locale, type Said, say } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

/** Small print: which rule decided, of which pack and version. */
export type BasisLine = { readonly rule: Said; readonly title: Said };

export function basisLine(message: ShownVerdict, locale: Locale): BasisLine {
  const { pack } = message;
  return {
    rule: say(locale, (words) => [...ruleOf(message, words), `${pack.id} ${pack.version}`].join(' · ')),
    title: say(locale, (_words, lang) => pack[lang]),
  };
}

/** Rules are not asked about a pass that is not authentic; where none held, the pack's default gave one of two reasons. */
function ruleOf({ reasons, rule }: ShownVerdict, words: Words): string[] {
  if (rule !== null) return [words.rule(rule)];
  return reasons.includes('no-data') || reasons.includes('not-vaccinated') ? [words.noRule] : [];
}
