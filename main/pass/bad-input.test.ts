import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import { encode, Tagged } from 'cborg';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../fixtures/issuer/base45.ts';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { cccdText } from '../../fixtures/issuer/cccd.ts';
import { type CoseOptions, type CoseParts, coseOf, signCose, signCoseParts } from '../../fixtures/issuer/cose-sign1.ts';
import { cwtOf, hc1Text, issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import {
  SAMPLE_CLAIMS,
  SAMPLE_DCC,
  SAMPLE_HOLDER,
  SAMPLE_INSURED,
  SAMPLE_PERSON,
  SAMPLE_QID,
  SAMPLE_VACCINATION,
} from '../../fixtures/issuer/samples.ts';
import { SCAN_PROBLEMS, type ScanAgainReason, type ScanProblem } from '../contract/reasons.ts';
import { readPass } from './read.ts';

const signer = makeSigner({ alg: 'ES256', country: 'VN', formats: ['hc1', 'qr1405'] });
const keyring = keyringOf(signer);

const event = SAMPLE_VACCINATION;
const dcc = SAMPLE_DCC;
const person = SAMPLE_PERSON;
const claims = SAMPLE_CLAIMS;
const payload = cwtOf(claims);
const good = issueHc1({ signer, ...claims });
const sealed = issueSealed1405({ signer, person, qid: SAMPLE_QID, issuedAt: claims.iat, expiresAt: claims.exp });
const seal = sealed.slice(-116);

/** A COSE_Sign1 whose four parts may be replaced after it was signed. */
function broken(parts: Partial<CoseParts>, options: Partial<CoseOptions> = {}): string {
  return hc1Text(coseOf({ ...signCoseParts({ signer, payload, ...options }), ...parts }));
}

/** A validly signed CWT of any claims. */
const cwt = (value: unknown) => hc1Text(signCose({ signer, payload: encode(value) }));
const rawCwt = (hex: string) => hc1Text(signCose({ signer, payload: Buffer.from(hex, 'hex') }));
const cose = (hex: string) => hc1Text(Buffer.from(hex, 'hex'));
const withDcc = (changed: unknown) => issueHc1({ signer, ...claims, dcc: changed });
const withEvent = (changed: object) => withDcc({ ...dcc, v: [{ ...event, ...changed }] });
const nested = (depth: number, head: string, leaf: string) => head.repeat(depth) + leaf;

describe('text that is no pass', () => {
  it('but for these the samples are good', () => {
    expect(readPass(good, keyring)).toMatchObject({ ok: true, pass: { signature: 'valid' } });
    expect(readPass(sealed, keyring)).toMatchObject({ ok: true, pass: { signature: 'valid' } });
  });

  const cases: [ScanAgainReason, ScanProblem, string, string][] = [
    ['unreadable', 'empty', 'nothing', ''],
    ['unreadable', 'too-long', 'a line of 4 MB', 'A'.repeat(4 * 1024 * 1024)],
    ['unreadable', 'too-long', 'a prefix and 4 MB', `HC1:${'A'.repeat(4 * 1024 * 1024)}`],
    ['unreadable', 'too-long', '4097 digits', '1'.repeat(4097)],
    ['unreadable', 'control-characters', 'a NUL in a good pass', `${good}\0`],
    ['unreadable', 'control-characters', 'an escape in front', `\x1b${good}`],
    ['unreadable', 'control-characters', 'a line break within', good.replace(':', ':\n')],
    ['unreadable', 'control-characters', 'a C1 control', `${unsigned1405({ person, qid: '1' })}\u0085`],
    ['unreadable', 'not-utf8', 'half a surrogate pair', `${good}\ud800`],
    ['format-unknown', 'no-known-format', 'a web address', 'https://example.com/x'],
    ['format-unknown', 'no-known-format', 'another context', good.replace('HC1:', 'HC2:')],
    ['format-unknown', 'no-known-format', 'a lower-case context', good.replace('HC1:', 'hc1:')],
    ['format-unknown', 'no-known-format', 'no context', good.slice(4)],
    ['format-unknown', 'no-known-format', 'white space alone', '   '],
    ['format-unknown', 'no-known-format', 'digits of another script', '١٢٣٤٥٦٧'],
    ['format-unknown', 'no-known-format', 'five fields', 'a|b|c|d|e'],

    ['malformed', 'base45', 'base45 cut within a group', good.slice(0, good.length - ((good.length - 4) % 3 || 3) + 1)],
    [
      'malformed',
      'base45',
      'lower case',
      good.slice(0, -1) +
        good
          .slice(-1)
          .toLowerCase()
          .replace(/[^a-z]/, 'x'),
    ],
    ['malformed', 'base45', 'a group above 65535', 'HC1::::'],
    ['malformed', 'not-compressed', 'no bytes', 'HC1:'],
    ['malformed', 'not-compressed', 'bare COSE', `HC1:${encodeBase45(signCose({ signer, payload }))}`],
    ['malformed', 'inflate', 'base45 cut between groups', good.slice(0, 4 + 30 * 3)],
    [
      'malformed',
      'inflate',
      'bytes after the compressed ones',
      `HC1:${encodeBase45(Buffer.concat([deflateSync(signCose({ signer, payload })), Buffer.from([0, 0])]))}`,
    ],
    [
      'malformed',
      'inflate',
      'a preset dictionary',
      `HC1:${encodeBase45(deflateSync(payload, { dictionary: Buffer.from('dictionary') }))}`,
    ],
    [
      'malformed',
      'inflate-too-large',
      'a zlib bomb',
      `HC1:${encodeBase45(deflateSync(Buffer.alloc(1_000_000), { level: 9 }))}`,
    ],
    ['malformed', 'inflate-too-large', 'one byte more than 16 KiB', hc1Text(Buffer.alloc(16 * 1024 + 1))],

    ['malformed', 'cbor', 'no CBOR', hc1Text(Buffer.alloc(0))],
    [
      'malformed',
      'cbor',
      'bytes after the message',
      hc1Text(Buffer.concat([signCose({ signer, payload }), Buffer.from([0])])),
    ],
    [
      'malformed',
      'cbor',
      'bytes after the claims',
      hc1Text(signCose({ signer, payload: Buffer.concat([payload, Buffer.from([0xf6])]) })),
    ],
    ['malformed', 'cbor', 'an array that ends early', cose('d28443a10126')],
    ['malformed', 'cbor', 'a length of 2^64-1', cose('9bffffffffffffffff00')],
    ['malformed', 'cbor', 'a byte string longer than the message', cose('d2845bffffffffffffffff')],
    ['malformed', 'cbor', 'a break in a map of fixed length', rawCwt('a10 1ff'.replace(' ', ''))],
    ['malformed', 'cbor', 'a break in place of a value', rawCwt('bf01ff')],
    ['malformed', 'cbor', 'a break in place of a value, and one more', rawCwt('bf01ffff')],
    ['malformed', 'cbor', 'a break alone', rawCwt('ff')],
    ['malformed', 'cbor', 'NaN', rawCwt('a104f97e00')],
    ['malformed', 'cbor', 'infinity', rawCwt('a104f97c00')],
    ['malformed', 'cbor', 'invalid UTF-8', rawCwt('a10162c328')],
    ['malformed', 'cbor', 'a surrogate in UTF-8', rawCwt('a10163eda080')],
    ['malformed', 'cbor', 'an indefinite-length text', rawCwt('a1017f6156614eff')],
    ['malformed', 'cbor', 'an unknown tag', rawCwt('a101d9ffff6156')],
    ['malformed', 'cbor', 'a map as a key', rawCwt('a1a00 1'.replace(' ', ''))],
    ['malformed', 'cbor', 'a float as a key', rawCwt('a1f93c0001')],
    ['malformed', 'cbor', 'CBO2 of dgc-testdata: no CBOR at all', hc1Text(Buffer.from('009162df02b1b869', 'hex'))],
    ['malformed', 'cbor-too-deep', 'arrays 10,000 deep', cose(nested(10_000, '81', '00'))],
    ['malformed', 'cbor-too-deep', 'maps 10,000 deep', cose(nested(7_000, 'a100', '00'))],
    ['malformed', 'cbor-too-deep', 'tags 10,000 deep', cose(nested(10_000, 'd2', '00'))],
    ['malformed', 'cbor-too-deep', 'indefinite-length arrays 10,000 deep', cose('9f'.repeat(10_000))],
    ['malformed', 'cbor-too-deep', 'claims 17 deep', rawCwt(nested(17, '81', '00'))],
    [
      'malformed',
      'cbor-too-deep',
      'a protected header 10,000 deep',
      broken({ protectedBytes: Buffer.from(nested(10_000, '81', '00'), 'hex') }),
    ],
    ['malformed', 'cbor-duplicate-key', 'a claim twice', rawCwt('a2010101 02'.replace(' ', ''))],
    [
      'malformed',
      'cbor-duplicate-key',
      'a claim twice, in another encoding',
      rawCwt('a201 01 1801 02'.replaceAll(' ', '')),
    ],
    [
      'malformed',
      'cbor-duplicate-key',
      'alg twice in the protected header',
      broken({ protectedBytes: Buffer.from('a201260126', 'hex') }),
    ],
    ['malformed', 'cbor-duplicate-key', 'a text key twice', rawCwt('a2616100616101')],

    ['malformed', 'cose', 'a number', cose('00')],
    ['malformed', 'cose', 'three parts', hc1Text(encode(new Tagged(18, [new Uint8Array(0), new Map(), payload])))],
    ['malformed', 'cose', 'three parts without a tag', hc1Text(encode([new Uint8Array(0), new Map(), payload]))],
    [
      'malformed',
      'cose',
      'no payload (detached)',
      hc1Text(encode(new Tagged(18, [new Uint8Array(0), new Map(), null, new Uint8Array(64)]))),
    ],
    ['malformed', 'cose', 'a protected header that is an array', broken({ protectedBytes: encode([1]) })],
    ['malformed', 'cose', 'a kid that is text', broken({}, { protectedHeader: new Map([[4, signer.kid]]) })],
    [
      'malformed',
      'cose',
      'a critical header that nobody knows',
      broken(
        {},
        {
          protectedHeader: new Map<number, unknown>([
            [2, [99]],
            [99, 1],
          ]),
        },
      ),
    ],
    ['malformed', 'cose', 'an empty crit', broken({}, { protectedHeader: new Map([[2, []]]) })],
    ['malformed', 'cose', 'a critical header that is not there', broken({}, { protectedHeader: new Map([[2, [16]]]) })],
    ['malformed', 'cose', 'crit outside the protected header', broken({}, { unprotectedHeader: new Map([[2, [1]]]) })],
    [
      'malformed',
      'cose',
      'the tag of a CWT alone',
      hc1Text(encode(new Tagged(61, Object.values(signCoseParts({ signer, payload }))))),
    ],
    ['malformed', 'cose', 'the tag of a date', hc1Text(encode(new Tagged(0, [])))],
    ['malformed', 'cose', 'tag 18 within tag 18', hc1Text(encode(new Tagged(18, new Tagged(18, []))))],

    ['malformed', 'cwt', 'claims that are no map', cwt([1])],
    [
      'malformed',
      'cwt',
      'no certificate',
      cwt(
        new Map([
          [1, 'VN'],
          [4, 1_800_000_000],
          [6, 1_790_000_000],
        ] as [number, unknown][]),
      ),
    ],
    ['malformed', 'cwt', 'a certificate that is bytes', withDcc(new Uint8Array(3))],
    [
      'malformed',
      'cwt',
      'no exp',
      cwt(
        new Map<number, unknown>([
          [6, 1],
          [-260, new Map([[1, dcc]])],
        ]),
      ),
    ],
    ['malformed', 'cwt', 'a negative iat', issueHc1({ signer, ...claims, iat: -1 })],
    ['malformed', 'cwt', 'exp in milliseconds', issueHc1({ signer, ...claims, exp: 1_800_000_000_000 })],
    [
      'malformed',
      'cwt',
      'exp of 2^64-1',
      cwt(
        new Map<number, unknown>([
          [4, 2n ** 64n - 1n],
          [6, 1],
          [-260, new Map([[1, dcc]])],
        ]),
      ),
    ],
    ['malformed', 'cwt', 'exp as text', issueHc1({ signer, ...claims, exp: '1800000000' as unknown as number })],
    ['malformed', 'cwt', 'an issuer that is a number', issueHc1({ signer, ...claims, iss: 84 as unknown as string })],
    [
      'malformed',
      'cwt',
      'a status reference without an index',
      issueHc1({ signer, ...claims, status: { uri: 'x' } as never }),
    ],
    ['malformed', 'cwt', 'a status index below 0', issueHc1({ signer, ...claims, status: { uri: 'x', idx: -1 } })],

    ['malformed', 'schema', 'no event', withDcc({ ...dcc, v: [] })],
    ['malformed', 'schema', 'no event at all', withDcc({ ver: '1.3.0', nam: dcc.nam, dob: '1987-01-18' })],
    ['malformed', 'schema', 'no name', withDcc({ ...dcc, nam: {} })],
    ['malformed', 'schema', 'a name of white space', withDcc({ ...dcc, nam: { fn: ' ', fnt: '<<' } })],
    ['malformed', 'schema', 'half a dose', withEvent({ dn: 1.5 })],
    ['malformed', 'schema', 'a dose as text', withEvent({ dn: '2' })],
    ['malformed', 'schema', 'a date that is a number', withEvent({ dt: 20210318 })],
    ['malformed', 'schema', 'a vaccination without a date', withDcc({ ...dcc, v: [{ mp: 'x', dn: 1, sd: 1 }] })],
    ['malformed', 'schema', 'an event that is text', withDcc({ ...dcc, v: ['x'] })],
    ['malformed', 'schema', 'thirteen events', withDcc({ ...dcc, v: Array(13).fill(event) })],
    ['malformed', 'schema', 'a name of 5,000 characters', withDcc({ ...dcc, nam: { fn: 'x'.repeat(1000) } })],

    ['malformed', 'fields', 'a seventh field', `${unsigned1405({ person, qid: '1' })}|x`],
    ['malformed', 'fields', 'a 13th month', unsigned1405({ person: { ...person, birthDate: '1987-13-01' }, qid: '1' })],
    ['malformed', 'fields', '30 February', unsigned1405({ person: { ...person, birthDate: '1987-02-30' }, qid: '1' })],
    ['malformed', 'fields', 'no name', unsigned1405({ person: { ...person, name: '' }, qid: '1' })],
    ['malformed', 'fields', 'no QID', unsigned1405({ person, qid: '' })],
    ['malformed', 'fields', 'six empty fields', '|||||'],
    ['malformed', 'fields', 'diacritics in a sealed code', sealed.replace('NGUYEN', 'NGUYỄN')],
    // The tables of these formats are beside them: bad-input.shc.test.ts, cccd.test.ts, bhyt.test.ts, code.test.ts.
    ['malformed', 'jws', 'a health card of no digits', 'shc:/'],
    ['malformed', 'one-of-several', 'the first of two health cards', 'shc:/1/2/56'],
    ['malformed', 'number-contradicts', 'a card of a woman for a man', cccdText({ ...SAMPLE_HOLDER, sex: 'female' })],
    ['malformed', 'number-length', 'five digits', '12345'],
    ['malformed', 'number-length', 'nineteen digits', '1234567890123456789'],
    ['malformed', 'fields', 'an insurance card of sex 3', bhytText(SAMPLE_INSURED).replace('|1|', '|3|')],

    ['malformed', 'seal-misplaced', 'a seal in the fourth slot', sealed.replace('<0912345678<', '<')],
    ['malformed', 'seal-misplaced', 'a slot after the seal', `${sealed}<`],
    ['malformed', 'seal-misplaced', 'a character after the seal', `${sealed}A`],
    ['malformed', 'seal-misplaced', 'a space after the seal', `${sealed} `],
    ['malformed', 'seal-misplaced', 'a field after the seal', `${sealed}|x`],
    ['malformed', 'seal-misplaced', 'two seals', sealed.replace('5678<', `5678<${seal}<`)],
    ['malformed', 'seal-misplaced', 'a seal in place of the name', sealed.replace('NGUYEN VAN A', seal)],
  ];

  it.each(cases)('%s, %s: %s', (reason, problem, _, text) => {
    expect(readPass(text, keyring)).toMatchObject({ ok: false, reason, problem });
  });

  it('has an example of every problem, but for those of scanners and keyboards, which never come here', () => {
    const named = new Set(cases.map(([, problem]) => problem));
    expect(SCAN_PROBLEMS.filter((problem) => !named.has(problem))).toEqual(['incomplete', 'input-method']);
  });

  it('never repeats what was scanned', () => {
    for (const [, , , text] of cases) {
      if (text.length > 20) expect(JSON.stringify(readPass(text, keyring))).not.toContain(text.slice(5, 20));
    }
  });
});
