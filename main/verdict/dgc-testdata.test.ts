import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AGAINST_THE_PASS, publicVectors } from '../../fixtures/public-vectors.ts';
import { question } from '../../fixtures/verdict/judge-input.ts';
import type { Reason } from '../contract/reasons.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { readPass } from '../pass/read.ts';
import { judge } from './judge.ts';
import type { RulePack } from './rule-pack.ts';
import { SHIPPED_PACKS } from './shipped-packs.ts';

type Vector = {
  readonly id: string;
  readonly qr: string;
  readonly certificate: string;
  readonly clock: string;
  readonly expected: { readonly EXPECTEDEXPIRATIONCHECK?: boolean; readonly EXPECTEDKEYUSAGE?: boolean };
  readonly verdict?: 'VALID' | 'INVALID';
};
const vectors = publicVectors<Vector[]>('hc1-dgc-testdata.json');

/** null: scan again. */
function reasonsFor({ qr, certificate, clock }: Vector): readonly Reason[] | null {
  const der = Buffer.from(certificate.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  const list = parseSigners([{ kid: createHash('sha256').update(der).digest().toString('base64', 0, 8), certificate }]);
  if (!list.ok) throw new Error(list.error);
  const reading = readPass(qr, createKeyring(list.value.keys));
  const now = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(clock) ? clock : `${clock}Z`);
  return reading.ok ? judge(question(now, SHIPPED_PACKS[0] as RulePack, reading.pass)).reasons : null;
}

describe.skipIf(vectors === null)('eu-digital-green-certificates/dgc-testdata, judged', () => {
  const listed = (vectors ?? []).filter(({ verdict }) => verdict !== undefined);
  test('38 vectors have a verdict of the list itself', () => expect(listed).toHaveLength(38));

  // Q1 is INVALID for its damaged picture alone; its text is that of a valid pass.
  test.each(listed.filter(({ id }) => !id.endsWith('/Q1')))('$id is $verdict', (vector) => {
    const reasons = reasonsFor(vector);
    const valid = reasons !== null && !reasons.some((reason) => AGAINST_THE_PASS.includes(reason));
    expect(valid ? 'VALID' : 'INVALID').toBe(vector.verdict);
  });

  test('expiry is judged as each vector expects', () => {
    const asked = (vectors ?? []).filter(({ expected }) => expected.EXPECTEDEXPIRATIONCHECK !== undefined);
    const disagree = asked.filter((vector) => {
      const reasons = reasonsFor(vector);
      const inTime = reasons !== null && !reasons.includes('pass-expired') && !reasons.includes('pass-not-yet-valid');
      return inTime !== vector.expected.EXPECTEDEXPIRATIONCHECK;
    });
    expect(disagree.map(({ id }) => id)).toEqual([]);
    expect(asked.length).toBeGreaterThan(200);
  });

  test('a key that may not sign this kind is told wherever a vector expects it', () => {
    const asked = (vectors ?? []).filter(({ expected }) => expected.EXPECTEDKEYUSAGE === false);
    const untold = asked.filter((vector) => !reasonsFor(vector)?.includes('key-usage'));
    expect(untold.map(({ id }) => id)).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  });
});
