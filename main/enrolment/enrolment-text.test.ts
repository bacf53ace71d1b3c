import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyring } from '../pass/keyring.ts';
import { readPass } from '../pass/read.ts';
import { enrolmentText, isEnrolmentText, parseEnrolmentText } from './enrolment-text.ts';

const CODE = '0123456789ABCDEFGHJKMNPQRS';
const HASH = 'ab'.repeat(32);

const text = fc.record({
  url: fc.constantFrom('https://central.example', 'https://central.example:8443/chot', 'http://127.0.0.1:8080'),
  station: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/),
  code: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  rootSha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
  authoritySha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
});

test('what a QR says is read back, with white space around it or not', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('', ' ', '\t'), (said, blank) => {
      const scanned = enrolmentText(said);
      expect(scanned).toMatch(/^[\x21-\x7e]+$/);
      expect(parseEnrolmentText(`${blank}${scanned}${blank}`)).toEqual({ ok: true, value: said });
    }),
  );
});

test('whatever is scanned is read or refused, and never half', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((more) => `CHOT-ENROL:1;${more}`),
      ),
      (scanned) => {
        const parsed = parseEnrolmentText(scanned);
        if (parsed.ok) expect(enrolmentText(parsed.value)).toBe(scanned.trim());
        expect(isEnrolmentText(scanned)).toBe(parsed.ok || parsed.error !== 'not-an-enrolment');
      },
    ),
  );
});

test('a text that lost or gained a character is another or none', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.constantFrom('', ';', 'x'), (said, place, instead) => {
      const scanned = enrolmentText(said);
      const at = place % scanned.length;
      const parsed = parseEnrolmentText(scanned.slice(0, at) + instead + scanned.slice(at + 1));
      if (parsed.ok && scanned[at] !== instead) expect(parsed.value).not.toEqual(said);
    }),
  );
});

test.each([
  ['not-an-enrolment', ''],
  ['not-an-enrolment', 'HC1:6BF'],
  ['other-version', 'CHOT-ENROL:'],
  ['other-version', `CHOT-ENROL:2;https://a.example;a;${CODE};-;-`],
  ['incomplete', `CHOT-ENROL:1;https://a.example;a;${CODE};-`],
  ['incomplete', `CHOT-ENROL:1;https://a.example;a;${CODE};-;-;-`],
  ['incomplete', `CHOT-ENROL:1;https://a.example/${'a'.repeat(600)};a;${CODE};-;-`],
  ['url-invalid', `CHOT-ENROL:1;http://a.example;a;${CODE};-;-`],
  ['url-invalid', `CHOT-ENROL:1;javascript:alert(1);a;${CODE};-;-`],
  ['station-invalid', `CHOT-ENROL:1;https://a.example;Chợ;${CODE};-;-`],
  ['code-invalid', `CHOT-ENROL:1;https://a.example;a;${CODE.replace('Q', 'U')};-;-`],
  ['code-invalid', `CHOT-ENROL:1;https://a.example;a;${CODE.slice(1)};-;-`],
  ['hash-invalid', `CHOT-ENROL:1;https://a.example;a;${CODE};${HASH.slice(1)};-`],
  ['hash-invalid', `CHOT-ENROL:1;https://a.example;a;${CODE};-;${HASH.toUpperCase()}`],
] as const)('%s: %s', (error, scanned) => {
  expect(parseEnrolmentText(scanned)).toEqual({ ok: false, error });
});

test('no pass format takes it for its own', () => {
  const scanned = enrolmentText({
    url: 'https://a.example',
    station: 'a',
    code: CODE,
    rootSha256: HASH,
    authoritySha256: HASH,
  });
  expect(readPass(scanned, createKeyring([]))).toMatchObject({ ok: false, reason: 'format-unknown' });
});
