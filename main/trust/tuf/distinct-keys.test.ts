import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Key } from '@tufjs/models';
import { describe, expect, test } from 'vitest';
import { keysProblem } from './distinct-keys.ts';

const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
const hex = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const ed = generateKeyPairSync('ed25519').publicKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const compressed = (key: KeyObject) => {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const prefix = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  const sign = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2;
  const der = Buffer.concat([prefix, Buffer.from([2 + sign]), Buffer.from(x, 'base64url')]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
};
const keys = (...publics: [type: string, text: string][]) =>
  Object.fromEntries(
    publics.map(([keyType, text], at) => [
      `id${at}`,
      new Key({ keyID: `id${at}`, keyType, scheme: keyType, keyVal: { public: text } }),
    ]),
  );

test('keys of every kind that stations read, each once', () => {
  const other = generateKeyPairSync('ed25519').publicKey;
  const all = keys(['ed25519', hex(ed)], ['ed25519', pem(other)], ['ecdsa', pem(p256)], ['rsa', pem(rsa)]);
  expect(keysProblem(all)).toBeNull();
});

describe('one key under two ids is found in every spelling', () => {
  test.each<[string, [string, string], [string, string]]>([
    ['the same', ['ed25519', hex(ed)], ['ed25519', hex(ed)]],
    ['hexadecimal and PEM', ['ed25519', hex(ed)], ['ed25519', pem(ed)]],
    ['PEM with other lines', ['ed25519', pem(ed)], ['ed25519', pem(ed).replaceAll('\n', '\r\n')]],
    ['under another type', ['ecdsa', pem(p256)], ['ecdsa-sha2-nistp256', pem(p256)]],
    ['with its point compressed', ['ecdsa', pem(p256)], ['ecdsa', compressed(p256)]],
  ])('%s', (_, first, second) => {
    expect(keysProblem(keys(first, second))).toBe('the keys id0 and id1 are one and the same');
  });
});

test.each([
  ['capital figures', hex(ed).toUpperCase()],
  ['one figure more, which some readers pass over', `${hex(ed)}0`],
  ['too short', hex(ed).slice(2)],
  ['nothing', ''],
  ['a PEM of nothing', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n'],
])('a key in no form that stations read is refused: %s', (_, text) => {
  expect(keysProblem(keys(['ed25519', text]))).toContain('not in a form');
});
