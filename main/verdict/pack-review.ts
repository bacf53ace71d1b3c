import { REASON_CODES, REASONS } from '../contract/reasons.ts';
import { holds, pathsIn } from './certlogic.ts';
import type { RulePack } from './rule-pack.ts';
import { isEuPath, isPackPath } from './rule-paths.ts';
import { timeDependenceOf } from './time-dependence.ts';

/** `at`: path within the pack, such as `rules.2.when`; empty for the whole. */
export type PackWarning = { readonly at: string; readonly message: string };

/** What a well-formed pack most probably does not mean. */
export function reviewPack(pack: RulePack): PackWarning[] {
  return [...ruleWarnings(pack), ...euRuleWarnings(pack), ...policyWarnings(pack), ...contactWarnings(pack)];
}

/** What a rule sees of a person of whom nothing is known. */
const NOTHING = { payload: { v: null, t: null, r: null, undated: 0, facts: null }, external: { status: 'none' } };

function ruleWarnings(pack: RulePack): PackWarning[] {
  const always = pack.rules.findIndex(({ when }) => when === true);
  return pack.rules.flatMap(({ code, colour, when }, index) => {
    const at = `rules.${index}`;
    const warnings: PackWarning[] = unknownPaths(when, (path) => isPackPath(path, pack), `${at}.when`);
    if (always >= 0 && index > always)
      warnings.push({ at, message: `${code} can never decide: rules.${always} holds always` });
    if (typeof when !== 'object' && when !== true)
      warnings.push({ at: `${at}.when`, message: `${code} can never hold: it is not true` });
    if (colour === 'green' && holds(when, NOTHING))
      warnings.push({ at: `${at}.when`, message: `${code} is green for a person of whom nothing is known` });
    return warnings;
  });
}

function euRuleWarnings(pack: RulePack): PackWarning[] {
  return (pack.euRules ?? []).flatMap(({ Logic }, index) =>
    unknownPaths(Logic, (path) => isEuPath(path, pack), `euRules.${index}.Logic`),
  );
}

function unknownPaths(rule: unknown, isKnown: (path: string) => boolean, at: string): PackWarning[] {
  const unknown = [...new Set(pathsIn(rule))].filter((path) => !isKnown(path));
  return unknown.map((path) => ({ at, message: `nothing ever stands at ${path}` }));
}

function policyWarnings(pack: RulePack): PackWarning[] {
  const warnings: PackWarning[] = [];
  if (pack.epidemicTestHours !== null && !pack.requires.includes('places'))
    warnings.push({ at: 'requires', message: 'without places nobody is known to come from an epidemic area' });
  if (!timeDependenceOf(pack).followed)
    warnings.push({
      at: 'rules',
      message: 'times are mixed with other values: the first green day is looked for slowly',
    });
  return warnings;
}

function contactWarnings({ contacts }: RulePack): PackWarning[] {
  if (contacts.some(({ reasons }) => reasons.length === 0)) return [];
  const without = REASON_CODES.filter(
    (code) => REASONS[code] !== 'green' && !contacts.some(({ reasons }) => reasons.includes(code)),
  );
  return without.length === 0 ? [] : [{ at: 'contacts', message: `nobody to call about ${without.join(', ')}` }];
}
