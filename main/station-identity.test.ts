import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStationIdentity, recipientOf, stationIdentity } from './station-identity.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-identity-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function made(): Promise<string> {
  const identity = await stationIdentity(directory);
  if (!identity.ok) throw new Error(identity.error);
  return identity.value;
}

test('made once, and read again ever after', async () => {
  expect(readStationIdentity(directory)).toEqual({ ok: true, value: null });
  const identity = await made();
  expect(await made()).toBe(identity);
  expect(readStationIdentity(directory)).toEqual({ ok: true, value: identity });
});

test('what is encrypted to its recipient it decrypts', async () => {
  const identity = await made();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await recipientOf(identity));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  expect(await decrypter.decrypt(await encrypter.encrypt('facts'), 'text')).toBe('facts');
});

test('several at once agree on one, which the owner alone may read', async () => {
  const all = await Promise.all([made(), made(), made()]);
  expect(new Set(all).size).toBe(1);
  expect(readdirSync(join(directory, 'keys'))).toEqual(['station.age']);
  if (process.platform !== 'win32') expect(statSync(join(directory, 'keys/station.age')).mode & 0o777).toBe(0o600);
});

test('a damaged file is told, never replaced: what is encrypted to it would be lost', async () => {
  await made();
  writeFileSync(join(directory, 'keys/station.age'), 'AGE-SECRET-KEY-1SHORT\n');
  expect(await stationIdentity(directory)).toMatchObject({ ok: false, error: expect.stringContaining('station.age') });
});
