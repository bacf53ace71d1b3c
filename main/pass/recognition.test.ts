import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bhytText } from '../../fixtures/issuer/bhyt.ts';
import { cccdText } from '../../fixtures/issuer/cccd.ts';
import { issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueSealed1405, unsigned1405 } from '../../fixtures/issuer/qr1405.ts';
import {
  SAMPLE_CLAIMS,
  SAMPLE_HOLDER,
  SAMPLE_INSURED,
  SAMPLE_PERSON,
  SAMPLE_QID,
  SAMPLE_SHC,
} from '../../fixtures/issuer/samples.ts';
import { issueShc, makeShcSigner } from '../../fixtures/issuer/shc.ts';
import { PASS_FORMATS } from '../contract/pass.ts';
import { FORMATS } from './read.ts';

const signer = makeSigner({ alg: 'ES256' });
const { iat: issuedAt, exp: expiresAt } = SAMPLE_CLAIMS;
const sealed = { signer, person: SAMPLE_PERSON, qid: SAMPLE_QID, issuedAt, expiresAt };

/** One text or more of each format. */
const TEXTS = {
  hc1: [issueHc1({ signer, ...SAMPLE_CLAIMS })],
  qr1405: [unsigned1405(sealed), issueSealed1405(sealed), '|A|1987|1|5|'],
  shc: [issueShc({ signer: makeShcSigner(), ...SAMPLE_SHC })],
  cccd: [cccdText(SAMPLE_HOLDER), cccdText({ ...SAMPLE_HOLDER, relatives: ['', 'B', 'C', ''] })],
  bhyt: [bhytText(SAMPLE_INSURED), bhytText({ ...SAMPLE_INSURED, sex: 'female', number: '0123456789' })],
  code: ['001087000001', '079 123.456-789'],
};

const recognisers = (text: string) => FORMATS.filter((each) => each.recognises(text)).map(({ format }) => format);

/** Values that one format or another has in some field: what makes collisions likely. */
const value = fc.oneof(
  fc.constantFrom('', ' ', '0', '1', ' 1 ', '2', '$', '-', 'HC1:', 'shc:/12', 'HC1:AB', ':', '<', '<1<00<0912345678'),
  fc.constantFrom('001087000001', '0123456789', 'GD4790123456789', '012345678', '******000001', 'C1234567'),
  fc.constantFrom(
    'NGUYEN VAN A',
    'Nguyễn Văn A',
    '4e677579e1bb856e',
    'ABBA',
    'BADEDE',
    '18011987',
    '1987-01-18',
    '1987',
  ),
  fc.string({ maxLength: 6 }),
);
const fields = fc.array(value, { minLength: 1, maxLength: 12 }).map((values) => values.join('|'));
const known = fc.constantFrom(...Object.values(TEXTS).flat());
const spliced = fc
  .tuple(known, known, fc.nat(400), fc.nat(400))
  .map(([head, tail, at, from]) => head.slice(0, at) + tail.slice(from));
const swapped = fc.tuple(known, fc.nat(14), value).map(([text, at, by]) => {
  const parts = text.split('|');
  return parts.map((part, index) => (index === at % parts.length ? by : part)).join('|');
});

describe('the formats', () => {
  it('are all there, each once', () => {
    expect(FORMATS.map(({ format }) => format).sort()).toEqual([...PASS_FORMATS].sort());
  });

  it.each(Object.entries(TEXTS).flatMap(([format, texts]) => texts.map((text) => [format, text] as const)))(
    '%s alone recognises its own: %s',
    (format, text) => {
      expect(recognisers(text)).toEqual([format]);
    },
  );

  it('never share a text, so that their order does not matter', () => {
    const anyText = fc.oneof(fields, spliced, swapped, fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(recognisers(text).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['a card behind a sealed code', `${issueSealed1405(sealed)}|x`, ['qr1405']],
    ['a sealed code behind the number of a card', issueSealed1405(sealed).replace(/^/, '001087000001|'), ['cccd']],
    ['fields within the text of a certificate', 'HC1:|||||', ['hc1']],
    ['fields within a card in digits', 'shc:/|||||', ['shc']],
    ['a man, insured, whose sex looks like a kind of identifier', TEXTS.bhyt[0] ?? '', ['bhyt']],
  ])('%s', (_, text, formats) => {
    expect(recognisers(text)).toEqual(formats);
  });
});
