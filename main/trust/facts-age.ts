import { Decrypter, identityToRecipient } from 'age-encryption';
import { err, type Result } from '../contract/result.ts';
import { type FactsIndex, indexFacts } from './facts-file.ts';
import { fileProblem, type TrustProblem } from './problem.ts';

/** The facts of a target `facts/<locality>.age`, encrypted to enrolled stations. */
export async function openFacts(
  name: string,
  encrypted: Uint8Array,
  identity: string | null,
): Promise<Result<FactsIndex, TrustProblem>> {
  if (identity === null) {
    return err(fileProblem('file-locked', name, 'this station has no identity to decrypt it with'));
  }
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  let plain: Uint8Array;
  try {
    plain = await decrypter.decrypt(encrypted);
  } catch {
    const recipient = await identityToRecipient(identity);
    const message = `${name}: it is not encrypted to this station. The issuer of the facts must encrypt it to ${recipient} as well.`;
    return err({ code: 'file-locked', file: name, message });
  }
  const index = indexFacts(JSON.parse(new TextDecoder().decode(plain)));
  return index.ok ? index : err(fileProblem('file-invalid', name, index.error));
}
