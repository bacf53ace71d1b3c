import type { ShownVerdict, StationView } from '../main/contract/messages.ts';
import { type Locale, type Said, say, sayText } from './i18n/say.ts';

/** Whom to call: label and name in every language (a name that is the same in all, once), and the number to dictate. */
export type CallLine = { readonly label: Said; readonly name: Said; readonly phone: string };

/** The person in charge of the site; null where the configuration names nobody. */
export function callLine(station: StationView | null, locale: Locale): CallLine | null {
  const { name, phone } = station?.site.officer ?? { name: '', phone: '' };
  if (name === '' && phone === '') return null;
  const label = say(locale, (words) => words.inCharge);
  return { label, name: once(sayText(locale, { vi: name, en: name })), phone: unbroken(phone) };
}

/** Whom the pack names for the first reason, else the person in charge. */
export function contactLine(
  contact: ShownVerdict['contact'],
  station: StationView | null,
  locale: Locale,
): CallLine | null {
  if (contact === null) return callLine(station, locale);
  const label = say(locale, (words) => words.callContact);
  return { label, name: once(sayText(locale, contact)), phone: unbroken(contact.phone) };
}

function once(name: Said): Said {
  return name.every(({ text }) => text === name[0]?.text) ? name.slice(0, name[0]?.text === '' ? 0 : 1) : name;
}

function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00a0');
}
