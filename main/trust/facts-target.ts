import { err, ok, type Result } from '../contract/result.ts';
import { type AgeProblem, decryptAge, recipientOf } from './age-file.ts';
import { type FactsIndex, openFactsFile } from './facts-file.ts';
import { fileProblem, type TrustProblem } from './problem.ts';
import type { Target } from './targets.ts';

const NO_IDENTITY = 'this station has no identity yet. "chot trust show" makes one, and tells what to encrypt to.';

/** The facts of a target `facts/<locality>.age`. `identity`: of this station, `AGE-SECRET-KEY-1…`; null: it has none. */
export async function openFactsTarget(
  { name, part }: Pick<Target, 'name' | 'part'>,
  encrypted: Uint8Array,
  identity: string | null,
): Promise<Result<FactsIndex, TrustProblem>> {
  if (identity === null) return err(locked(name, NO_IDENTITY));
  const plain = await decryptAge(encrypted, identity);
  if (!plain.ok) return err(await decryptionProblem(name, plain.error, identity));
  const index = await openFactsFile(plain.value);
  if (!index.ok) return err(fileProblem('file-invalid', name, index.error));
  if (index.value.locality === part) return ok(index.value);
  return err(fileProblem('file-invalid', name, 'it holds the facts of another locality'));
}

async function decryptionProblem(name: string, problem: AgeProblem, identity: string): Promise<TrustProblem> {
  switch (problem) {
    case 'identity':
      return locked(name, 'keys/station.age of this station is damaged: restore the keys folder.');
    case 'not-for-us':
      return locked(name, `its issuer must encrypt it to this station as well: ${await recipientOf(identity)}`);
    case 'damaged':
      return fileProblem('file-invalid', name, 'it is no age file, or a damaged one');
  }
}

function locked(file: string, what: string): TrustProblem {
  return { code: 'file-locked', file, message: `${file} cannot be decrypted: ${what}` };
}
