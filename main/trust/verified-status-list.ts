import { err, ok, type Result } from '../contract/result.ts';
import { verifyCoseSign1 } from '../pass/cose-sign1.ts';
import type { Keyring } from '../pass/keyring.ts';
import { parseStatusListCwt, type StatusListToken } from './status-list-token.ts';

/** What a key must list among its `formats` to sign status lists. */
const STATUS_FORMAT = 'status';

/**
 * The status list of a file `<number>.cwt`, if a key that may sign status lists signed it and it is the list of that
 * number: its URI ends with the number, so that no list can stand in for another. It expires with its key at the latest.
 * `error`: why it does not count.
 */
export function checkStatusList(bytes: Uint8Array, number: string, keyring: Keyring): Result<StatusListToken, string> {
  const token = parseStatusListCwt(bytes);
  if (!token.ok) return err(`it is no status list CWT (${token.error})`);
  const { cose, uri } = token.value;
  const candidates = cose === null || cose.kid === null ? [] : keyring.find(cose.kid, STATUS_FORMAT);
  if (cose === null || candidates.length === 0) return err('no key that may sign status lists has its kid');
  const key = verifyCoseSign1(cose, candidates);
  if (key === null) return err('its signature is false');
  if (numberOf(uri) !== number) return err('it is the list of another number');
  // Without the message: its compressed list would stay in memory beside the list.
  return ok({ ...token.value, cose: null, expiresAt: earlier(token.value.expiresAt, key.signer.notAfter) });
}

/** The last part of the path of a list's URI. */
function numberOf(uri: string | null): string | undefined {
  return uri
    ?.split('/')
    .at(-1)
    ?.replace(/\.cwt$/, '');
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
