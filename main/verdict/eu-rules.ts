import type { HealthEvent } from '../contract/pass.ts';
import type { EuRule } from './rule-pack.ts';

const KIND_OF = { General: null, Vaccination: 'vaccination', Test: 'test', Recovery: 'recovery' } as const;

/**
 * The rules that apply at an instant to a certificate of this kind of event (null: of none): of each Identifier the highest version
 * that is valid then (DCC validation rules guideline, section on rule selection). By Identifier.
 */
export function currentEuRules(
  rules: readonly EuRule[],
  certificate: HealthEvent['kind'] | null,
  now: number,
): EuRule[] {
  const newest = new Map<string, EuRule>();
  for (const rule of rules) {
    const kind = KIND_OF[rule.CertificateType];
    if (kind !== null && kind !== certificate) continue;
    if (!(Date.parse(rule.ValidFrom) <= now && now <= Date.parse(rule.ValidTo))) continue;
    const other = newest.get(rule.Identifier);
    if (other === undefined || compareVersions(rule.Version, other.Version) > 0) newest.set(rule.Identifier, rule);
  }
  return [...newest.values()].sort((a, b) => (a.Identifier < b.Identifier ? -1 : 1));
}

/** Three numbers with dots; positive when `a` is the later. */
function compareVersions(a: string, b: string): number {
  const other = b.split('.');
  const differences = a.split('.').map((part, index) => Number(part) - Number(other[index]));
  return differences.find((difference) => difference !== 0) ?? 0;
}
