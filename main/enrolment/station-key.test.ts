import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { readStationKey, signJws, stationKey } from './station-key.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-key-'));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});
const file = () => join(directory, 'keys', 'station-signing.pem');

function made() {
  const key = stationKey(directory);
  if (!key.ok) throw new Error(key.error);
  return key.value;
}

test('is made at its first need, for its owner alone, and stays', () => {
  expect(readStationKey(directory)).toEqual({ ok: true, value: null });
  const first = made();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(made().thumbprint).toBe(first.thumbprint);
});

test('two processes that make it at once have the same', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, async () => made().thumbprint));
  expect(new Set(keys).size).toBe(1);
});

test('its thumbprint and its signatures are as another library has them', async () => {
  const key = made();
  expect(key.thumbprint).toBe(await calculateJwkThumbprint(key.publicKey));
  const jws = signJws(key, 'test+jwt', { said: 'Chào' });
  const verified = await compactVerify(jws, await importJWK(key.publicKey, 'ES256'));
  expect(verified.protectedHeader).toEqual({ alg: 'ES256', typ: 'test+jwt', kid: key.thumbprint });
  expect(JSON.parse(new TextDecoder().decode(verified.payload))).toEqual({ said: 'Chào' });
});

test('the public key says nothing of the private one', () => {
  const { publicKey } = made();
  expect(Object.keys(publicKey).sort()).toEqual(['crv', 'kty', 'x', 'y']);
});

test.each([
  ['nothing', ''],
  ['no key', 'chào'],
  ['a key of another kind', makeSigner({ alg: 'EdDSA' }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ['an RSA key', makeSigner({ alg: 'PS256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
])('a file with %s is named, and not replaced', (_, content) => {
  mkdirSync(join(directory, 'keys'));
  writeFileSync(file(), content);
  const before = createHash('sha256').update(readFileSync(file())).digest('hex');
  expect(stationKey(directory)).toMatchObject({ ok: false, error: expect.stringContaining('station-signing.pem') });
  expect(createHash('sha256').update(readFileSync(file())).digest('hex')).toBe(before);
});
