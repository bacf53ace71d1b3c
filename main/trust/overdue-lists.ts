import { fileProblem, type TrustProblem } from './problem.ts';
import type { TrustParts } from './trust.ts';

/** Lists past their time, which say nothing any more, and lists that ask to be fetched anew; times in milliseconds. */
export function overdueLists(
  parts: Pick<TrustParts, 'statusLists' | 'revocation' | 'places'>,
  now: number,
): TrustProblem[] {
  const problems: TrustProblem[] = [];
  const ask = (file: string, refreshAt: number | null, expiresAt: number | null) => {
    if (expiresAt !== null && !(now < expiresAt))
      problems.push(fileProblem('list-expired', file, 'it is past its time'));
    else if (refreshAt !== null && !(now < refreshAt))
      problems.push(fileProblem('list-due', file, 'a newer one is due'));
  };
  for (const [number, token] of parts.statusLists) ask(`status/${number}.cwt`, token.refreshAt, token.expiresAt);
  for (const [country, list] of parts.revocation) {
    if (list !== null) ask(`revocation/${country.toLowerCase()}.bin`, list.nextUpdate, list.expiresAt);
  }
  if (parts.places !== null) ask(`places/${parts.places.locality}.json`, null, parts.places.validTo);
  return problems;
}
