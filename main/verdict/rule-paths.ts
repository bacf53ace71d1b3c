import type { RulePack } from './rule-pack.ts';

/** Which paths of `var` lead to something (docs/rules.md lists them). A list says what stands below each of its items. */

const DOSE = ['tg', 'vp', 'mp', 'ma', 'dn', 'sd', 'dt', 'co', 'is'];
const TEST = ['tg', 'tt', 'nm', 'ma', 'sc', 'tr', 'tc', 'co', 'is'];
const RECOVERY = ['tg', 'fr', 'df', 'du', 'co', 'is'];
const FACTS = [
  ...['product', 'doses', 'firstDose', 'lastDose', 'recoveredOn', 'isolationUntil', 'sealed', 'unit'],
  ...['lastTest', 'lastTest.type', 'lastTest.result', 'lastTest.sampledAt'],
  ...['declaration', 'declaration.result', 'declaration.at', 'declaration.hoursAgo'],
  ...['lastSeen', 'lastSeen.at', 'lastSeen.site', 'lastSeen.position'],
];
const EXTERNAL = [
  ...['validationClock', 'today', 'status', 'products', 'products.oneDose', 'products.moreDoses', 'valueSets'],
  ...['countryCode', 'issuerCountryCode', 'kid', 'iat', 'exp', 'region'],
];

/** Fields that the events of a pack's own rules have beside those of the certificate. */
const ADDED = { v: ['daysAgo', 'course'], t: ['hoursAgo'], r: ['daysAgo'] };

export function isPackPath(path: string, pack: RulePack): boolean {
  if (isExternalPath(path, pack) || isInLambda(path)) return true;
  const facts = /^payload\.facts\.(.+)$/.exec(path)?.[1];
  if (facts !== undefined) return FACTS.includes(facts);
  if (['payload', 'payload.facts', 'payload.undated'].includes(path)) return true;
  return isEventPath(path, (letter, field) => ADDED[letter].includes(field));
}

export function isEuPath(path: string, pack: RulePack): boolean {
  if (isExternalPath(path, pack) || isInLambda(path) || path === 'payload' || path === 'payload.dob') return true;
  return isEventPath(path, (_, field) => field === 'ci');
}

function isEventPath(path: string, isAdded: (letter: 'v' | 't' | 'r', field: string) => boolean): boolean {
  const parts = /^payload\.([vtr])(?:\.\d+(?:\.([a-zA-Z]+))?)?$/.exec(path);
  if (parts === null) return false;
  const letter = parts[1] as 'v' | 't' | 'r';
  const field = parts[2];
  return field === undefined || { v: DOSE, t: TEST, r: RECOVERY }[letter].includes(field) || isAdded(letter, field);
}

/** A value set that the pack does not bring is no list: whatever asks for it never holds. */
function isExternalPath(path: string, { valueSets }: RulePack): boolean {
  const set = /^external\.valueSets\.(.+)$/.exec(path)?.[1];
  if (set !== undefined) return valueSets !== undefined && Object.hasOwn(valueSets, set);
  return path === '' || path === 'external' || EXTERNAL.some((known) => path === `external.${known}`);
}

/** `current` and `accumulator` are what the reduce around them makes of them. */
function isInLambda(path: string): boolean {
  return /^(current|accumulator)(\.|$)/.test(path);
}
