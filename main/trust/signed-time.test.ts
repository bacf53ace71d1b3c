import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeSigner, type SignerOptions } from '../../fixtures/issuer/keys.ts';
import { type SignedTimeOptions, signTime } from '../../fixtures/issuer/signed-time.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { type SignedTimeProblem, verifySignedTime } from './signed-time.ts';

const TIME = Date.parse('2021-10-01T08:00:00.123Z');
const NONCE = Uint8Array.from({ length: 32 }, (_, at) => at);
const clock = makeSigner({ alg: 'ES256', formats: ['time'] });
const other = makeSigner({ alg: 'ES256', formats: ['hc1', 'qr1405', 'status'] });

function ringOf(...signers: (typeof clock)[]) {
  const list = parseSigners(signers.map(({ entry }) => entry));
  if (!list.ok) throw new Error(list.error);
  return createKeyring(list.value.keys);
}
const ring = ringOf(clock, other);

const answer = (change: Partial<SignedTimeOptions> = {}) =>
  signTime({ signer: clock, time: TIME, nonce: NONCE, ...change });
const read = (bytes: Uint8Array, keyring = ring) => verifySignedTime(bytes, keyring, NONCE);

test.each(['ES256', 'PS256'] as const)('the time that a key for time signed with %s, to the millisecond', (alg) => {
  const signer = makeSigner({ alg, formats: ['time'] });
  expect(read(answer({ signer }), ringOf(signer))).toEqual({ ok: true, value: TIME });
});

describe('what does not count', () => {
  const list = { bits: 1, size: 8, entries: new Map(), sub: 'https://x.example/1', iat: TIME / 1000 } as const;
  test.each<[string, SignedTimeProblem, Uint8Array]>([
    ['the answer to another question', 'time-nonce', answer({ nonce: NONCE.map((byte) => byte ^ 1) })],
    ['a nonce that only begins alike', 'time-nonce', answer({ nonce: NONCE.subarray(0, 31) })],
    ['no nonce', 'time-claims', answer({ claims: new Map([[10, null]]) })],
    ['a time in words', 'time-claims', answer({ claims: new Map([[6, '2021-10-01']]) })],
    ['a time before all time', 'time-claims', answer({ claims: new Map([[6, -1]]) })],
    ['a time after all time', 'time-claims', answer({ claims: new Map([[6, 1e15]]) })],
    ['a key that may sign passes alone', 'time-key-unknown', answer({ signer: other })],
    ['a key that nobody lists', 'time-key-unknown', answer({ signer: makeSigner({ alg: 'ES256' }) })],
    ['another key by its name', 'time-signature', answer({ signer: makeSigner({ alg: 'ES256', kid: clock.kid }) })],
    ['another type', 'time-type', answer({ protectedHeader: new Map([[16, 'application/statuslist+cwt']]) })],
    ['no type', 'time-type', answer({ protectedHeader: new Map() })],
    ['a status list', 'time-type', issueStatusList({ signer: clock, ...list })],
    ['nothing', 'time-form', new Uint8Array()],
    ['a page of a captive portal', 'time-form', new TextEncoder().encode('<html>')],
  ])('%s', (_, problem, bytes) => {
    expect(read(bytes)).toEqual({ ok: false, error: problem });
  });

  const within = (limits: Pick<SignerOptions, 'notBefore' | 'notAfter'>) => {
    const signer = makeSigner({ alg: 'ES256', formats: ['time'], ...limits });
    return read(answer({ signer }), ringOf(signer));
  };
  test('a key past its validity, or before it, by the time that it tells itself', () => {
    expect(within({ notAfter: '2021-10-01T08:00:00.122Z' })).toEqual({ ok: false, error: 'time-key-expired' });
    expect(within({ notBefore: '2021-10-01T08:00:00.124Z' })).toEqual({ ok: false, error: 'time-key-expired' });
    expect(within({ notBefore: '2021-10-01T08:00:00Z', notAfter: '2021-10-01T08:00:00.123Z' }).ok).toBe(true);
  });

  test('any bit flipped, anything cut off or added', () => {
    const bytes = answer();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(read(flipped).ok, `bit ${bit}`).toBe(false);
    }
    for (let end = 0; end < bytes.length; end++) expect(read(bytes.subarray(0, end)).ok).toBe(false);
    expect(read(Uint8Array.of(...bytes, 0)).ok).toBe(false);
  });

  test('anything at all, and nothing throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expect(read(bytes).ok).toBe(false)));
  });
});
