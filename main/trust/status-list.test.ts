import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signCose } from '../../fixtures/issuer/cose-sign1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueStatusList, packStatusList } from '../../fixtures/issuer/status-list.ts';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { MAX_STATUS_LIST_BYTES, openStatusList, passStatusOf, statusAt } from './status-list.ts';
import { parseStatusList, parseStatusListCwt, parseStatusListPayload } from './status-list-token.ts';
import { checkStatusList } from './verified-status-list.ts';

type Vector = { bits: number; json: unknown; cbor: string; statuses: [number, number][] };
const vectors = publicVectors<Vector[]>('token-status-list.json');

test.skipIf(vectors === null)('every vector of the draft, in JSON, CBOR and hex', () => {
  const all = vectors ?? [];
  expect(all.map(({ bits }) => bits)).toEqual([1, 2, 4, 8]);
  for (const { bits, json, cbor, statuses } of all) {
    const forms = [Buffer.from(JSON.stringify(json)), Buffer.from(cbor, 'hex'), Buffer.from(`${cbor}\n`)];
    for (const form of forms) {
      const token = parseStatusList(form);
      if (!token.ok) throw new Error(token.error);
      const { list } = token.value;
      expect(list).toMatchObject({ bits, size: 2 ** 20 });
      expect(statuses.map(([index]) => [index, statusAt(list, index)])).toEqual(
        statuses.map(([index, value]) => [index, { ok: true, value }]),
      );
    }
  }
});

const content = fc
  .constantFrom(1 as const, 2 as const, 4 as const, 8 as const)
  .chain((bits) =>
    fc.array(fc.nat((1 << bits) - 1), { minLength: 1, maxLength: 300 }).map((values) => ({ bits, values })),
  );
const packed = (bits: 1 | 2 | 4 | 8, values: number[]) =>
  packStatusList({ bits, size: values.length, entries: new Map(values.entries()) });

test('what was packed is read back, and beyond the list there is nothing', () => {
  fc.assert(
    fc.property(content, ({ bits, values }) => {
      const list = openStatusList(bits, packed(bits, values));
      if (!list.ok) throw new Error(list.error);
      expect(values.map((_, index) => statusAt(list.value, index))).toEqual(
        values.map((value) => ({ ok: true, value })),
      );
      const outside = { ok: false, error: 'index-out-of-range' };
      for (const index of [list.value.size, -1, 0.5, Number.NaN, 2 ** 53]) {
        expect(statusAt(list.value, index)).toEqual(outside);
      }
    }),
  );
});

test('a large list, in memory of its own, reads as a small one', () => {
  const values = Array.from({ length: 5000 }, (_, n) => (n * 7) % 16);
  const size = 1_000_000;
  const bytes = new Uint8Array(size / 2);
  for (let n = 0; n < bytes.length; n++) bytes[n] = Math.imul(n, 2_654_435_761) >>> 24;
  for (const [n, value] of values.entries()) {
    const byte = bytes[n >> 1] ?? 0;
    bytes[n >> 1] = n % 2 === 0 ? (byte & 0xf0) | value : (byte & 0x0f) | (value << 4);
  }
  const lst = deflateSync(bytes, { level: 1 });
  expect(lst.length).toBeGreaterThan(64 * 1024);
  const list = openStatusList(4, lst);
  if (!list.ok) throw new Error(list.error);
  expect(list.value.size).toBe(size);
  expect(values.map((_, n) => statusAt(list.value, n))).toEqual(values.map((value) => ({ ok: true, value })));
  expect(statusAt(list.value, size)).toEqual({ ok: false, error: 'index-out-of-range' });
  expect(openStatusList(4, lst.subarray(0, -5))).toEqual({ ok: false, error: 'status-lst' });
});

describe('a list that is none', () => {
  const lst = deflateSync(Buffer.alloc(4));
  test.each<[string, unknown, Uint8Array, string]>([
    ['three bits', 3, lst, 'status-bits'],
    ['bits as text', '1', lst, 'status-bits'],
    ['not compressed', 1, Buffer.from('lst'), 'status-lst'],
    ['cut short', 1, lst.subarray(0, 6), 'status-lst'],
    ['something after it', 1, Buffer.concat([lst, Buffer.from([0])]), 'status-lst'],
    ['a bomb', 1, deflateSync(Buffer.alloc(MAX_STATUS_LIST_BYTES + 1)), 'status-too-large'],
  ])('%s', (_, bits, bytes, error) => {
    expect(openStatusList(bits, bytes)).toEqual({ ok: false, error });
  });
  test.each([null, 1, {}, { bits: 1 }, { bits: 1, lst: '***' }, { bits: 1, lst: 5 }])('the JSON %j', (json) => {
    expect(parseStatusListPayload(json).ok).toBe(false);
  });
  test('any bytes whatever are answered', () => {
    const start = fc.constantFrom('', '{', 'eyJ', 'd2', '\u00d2');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        return !parseStatusList(Buffer.concat([Buffer.from(head, 'latin1'), rest])).ok;
      }),
    );
  });
});

describe('a Status List Token', () => {
  const signer = makeSigner({ alg: 'ES256', formats: ['status'] });
  const options = { signer, bits: 4, size: 8, entries: new Map([[3, 15]]), sub: 'https://a.example/status/1' } as const;
  const claims = { uri: options.sub, issuedAt: 1_000_000, refreshAt: 1_060_000, expiresAt: 2_000_000 };

  test('as CWT', () => {
    const token = parseStatusList(issueStatusList({ ...options, iat: 1000, exp: 2000, ttl: 60 }));
    expect(token).toMatchObject({ ok: true, value: { form: 'cwt', ...claims, list: { bits: 4, size: 8 } } });
    expect(token.ok && statusAt(token.value.list, 3)).toEqual({ ok: true, value: 15 });
  });
  test('as JWT', () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const lst = Buffer.from(packStatusList(options)).toString('base64url');
    const payload = { sub: options.sub, iat: 1000, exp: 2000, ttl: 60, status_list: { bits: 4, lst } };
    const jwt = `${part({ alg: 'ES256', typ: 'statuslist+jwt' })}.${part(payload)}.c2ln`;
    expect(parseStatusList(Buffer.from(`${jwt}\n`))).toMatchObject({ ok: true, value: { form: 'jwt', ...claims } });
  });
  test('without its tag, or in another type of token, a CWT is none', () => {
    const payload = encode(
      new Map<number, unknown>([
        [2, options.sub],
        [6, 1000],
        [65533, { bits: 4, lst: packStatusList(options) }],
      ]),
    );
    const typed = (typ: string) => signCose({ signer, payload, protectedHeader: new Map([[16, typ]]) });
    const good = typed('application/statuslist+cwt');
    expect(parseStatusListCwt(good).ok).toBe(true);
    expect(parseStatusListCwt(good.subarray(1))).toEqual({ ok: false, error: 'status-form' });
    expect(parseStatusListCwt(typed('application/cwt'))).toEqual({ ok: false, error: 'status-form' });
  });
  test.each<[string, Map<number, unknown>]>([
    ['no sub', new Map<number, unknown>([[6, 1000]])],
    ['no iat', new Map<number, unknown>([[2, options.sub]])],
    [
      'an exp that is no number',
      new Map<number, unknown>([
        [2, options.sub],
        [6, 1000],
        [4, 'never'],
      ]),
    ],
    ...['12', 0, -1, Number.MAX_VALUE].map((ttl): [string, Map<number, unknown>] => [
      `a ttl of ${JSON.stringify(ttl)}`,
      new Map<number, unknown>([
        [2, options.sub],
        [6, 1000],
        [65534, ttl],
      ]),
    ]),
    [
      'an iat beyond all calendars',
      new Map<number, unknown>([
        [2, options.sub],
        [6, -1e300],
      ]),
    ],
  ])('with %s it is none', (_, claims) => {
    const list = { bits: 4, lst: packStatusList(options) };
    const protectedHeader = new Map([[16, 'application/statuslist+cwt']]);
    const cwt = signCose({ signer, payload: encode(new Map([...claims, [65533, list]])), protectedHeader });
    expect(parseStatusListCwt(cwt)).toEqual({ ok: false, error: 'status-claims' });
  });
  test('changed anywhere, it is none, or none that the key signed, or says the same', () => {
    const whole = issueStatusList({ ...options, iat: 1000 });
    const keyring = keyringOf(signer);
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, (changes) => {
        const copy = Uint8Array.from(whole);
        for (const [at, byte] of changes) copy[at] = byte;
        const token = checkStatusList(copy, '1', keyring);
        expect(token.ok || token.error !== '').toBe(true);
        if (token.ok) expect(token.value).toMatchObject({ uri: options.sub, list: { bits: 4, size: 8 } });
      }),
      { numRuns: 500 },
    );
  });
  test('cut anywhere it is none', () => {
    const whole = issueStatusList({ ...options, iat: 1000 });
    fc.assert(fc.property(fc.nat(whole.length - 1), (length) => !parseStatusListCwt(whole.subarray(0, length)).ok));
  });
});

test('values without a meaning here are unknown, never harmless', () => {
  const meanings = Array.from({ length: 256 }, (_, value) => passStatusOf(value));
  expect(meanings.filter((meaning) => meaning === 'not-withdrawn')).toHaveLength(1);
  expect(meanings.slice(0, 4)).toEqual(['not-withdrawn', 'revoked', 'suspended', 'eligible']);
  expect(meanings.slice(12, 16)).toEqual(['symptoms', 'contact', 'isolation', 'epidemic-area']);
  expect(new Set([...meanings.slice(4, 12), ...meanings.slice(16)])).toEqual(new Set(['unknown']));
});
