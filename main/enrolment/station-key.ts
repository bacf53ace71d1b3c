import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StationKey, stationKeySchema } from '../contract/enrolment.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { makeKeyFile } from '../make-key-file.ts';

/**
 * The key by which a station proves to its central who it is (P-256, ES256). It lies in `keys/station-signing.pem` of the
 * data directory, PKCS #8, readable by the owner alone; it is made there, never logged, and never leaves.
 */
const FILE = join('keys', 'station-signing.pem');

export type StationSigningKey = {
  readonly privateKey: KeyObject;
  readonly publicKey: StationKey;
  /** JWK SHA-256 thumbprint (RFC 7638), base64url: names the key, at the central too. */
  readonly thumbprint: string;
};

/** null: none has been made yet. The error is a sentence that names the file. */
export function readStationKey(directory: string): Result<StationSigningKey | null, string> {
  const path = join(directory, FILE);
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? ok(null) : err(`${path} cannot be read: the system says ${code}`);
  }
  const privateKey = parsePrivateKey(pem);
  if (privateKey === null) return err(`${path} holds no P-256 key: restore the keys folder`);
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = stationKeySchema.parse({ kty: 'EC', crv: 'P-256', x, y });
  return ok({ privateKey, publicKey, thumbprint: thumbprint(publicKey) });
}

/** The same, made and written durably at its first need. @throws system errors of writing */
export function stationKey(directory: string): Result<StationSigningKey, string> {
  const known = readStationKey(directory);
  if (!known.ok) return known;
  if (known.value !== null) return ok(known.value);
  const path = join(directory, FILE);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  makeKeyFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const made = readStationKey(directory);
  if (!made.ok) return made;
  return made.value === null ? err(`${path} vanished while it was made`) : ok(made.value);
}

function parsePrivateKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}

/** RFC 7638 section 3: the required members alone, in the order of their names. */
export function thumbprint({ crv, kty, x, y }: StationKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** A JWS in compact form (RFC 7515 section 3.1), ES256. */
export function signJws({ privateKey, thumbprint: kid }: StationSigningKey, typ: string, payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'ES256', typ, kid })}.${part(payload)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
