import type { Pass } from '../contract/pass.ts';
import type { RevocationList } from './revocation-file.ts';
import { countriesOf } from './revocation-hash.ts';

/** Revocation lists by country in capitals; null: there is one that cannot be read. */
export type RevocationLists = ReadonlyMap<string, RevocationList | null>;

/**
 * What the revocation lists say of an EU DCC: those of its issuer's and its signer's country are asked, and all where it has
 * neither. `unknown`: one of them is past its time or cannot be read. `none`: no list is there to ask, or it lists the
 * pass not; which lists must be there is for the rule pack.
 */
export function revocationOf(lists: RevocationLists, pass: Pass, now: number): 'none' | 'revoked' | 'unknown' {
  const asked = listsFor(lists, pass);
  if (asked.some((list) => list?.has(pass))) return 'revoked';
  return asked.every((list) => list !== null && now < list.expiresAt) ? 'none' : 'unknown';
}

/** Whether there is a list to ask about the pass: for a pass of another format any will do, since none speaks of it. */
export function hasRevocation(lists: RevocationLists, pass: Pass): boolean {
  if (pass.format !== 'hc1') return lists.size > 0;
  const countries = countriesOf(pass);
  return countries.length > 0 && countries.every((country) => lists.has(country));
}

function listsFor(lists: RevocationLists, pass: Pass): (RevocationList | null)[] {
  if (pass.format !== 'hc1') return [];
  const countries = countriesOf(pass);
  if (countries.length === 0) return [...lists.values()];
  return countries.flatMap((country) => lists.get(country) ?? (lists.has(country) ? null : []));
}
