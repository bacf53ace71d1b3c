import type { StationView } from '../main/contract/messages.ts';
import { type Locale, type Said, say } from './i18n/say.ts';

/** Whom to call: the label in every language, name and number once. */
export type CallLine = { readonly label: Said; readonly value: string };

/** null where the configuration names nobody. */
export function callLine(station: StationView | null, locale: Locale): CallLine | null {
  const { name, phone } = station?.site.officer ?? { name: '', phone: '' };
  const value = [name, phone.replaceAll(' ', '\u00a0')].filter((part) => part !== '').join(' · ');
  return value === '' ? null : { label: say(locale, (words) => words.inCharge), value };
}
