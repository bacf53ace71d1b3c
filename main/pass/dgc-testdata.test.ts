import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import type { Pass } from '../contract/pass.ts';
import type { ScanProblem } from '../contract/reasons.ts';
import { createKeyring, type Keyring, parseSigners } from './keyring.ts';
import { type PassReading, readPass } from './read.ts';
import { VECTOR_DISAGREEMENTS, type VectorField } from './vector-disagreements.ts';

type Vector = {
  readonly id: string;
  readonly qr: string;
  /** base64 DER, in some with PEM armour. */
  readonly certificate: string;
  readonly clock: string;
  readonly expected: { readonly [field: string]: boolean };
  readonly verdict?: 'VALID' | 'INVALID';
};

const vectors = publicVectors<Vector[]>('hc1-dgc-testdata.json');

/** The certificate beside a vector as the only key, under its own kid: CO22 and CO23 are told by kid alone. */
function keyringOf({ certificate }: Vector): Keyring {
  const der = Buffer.from(certificate.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  const kid = createHash('sha256').update(der).digest().toString('base64', 0, 8);
  const list = parseSigners([{ kid, certificate }]);
  if (!list.ok || list.value.skipped.length > 0) throw new Error(`certificate of vector: ${JSON.stringify(list)}`);
  return createKeyring(list.value.keys);
}

/** Clocks without an offset are in UTC. */
function instantOf({ clock }: Vector): number {
  const instant = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(clock) ? clock : `${clock}Z`);
  if (Number.isNaN(instant)) throw new Error(`clock ${clock}`);
  return instant;
}

/** Decoding stages in their order, and the problems that tell that one of them failed. */
const STAGES: readonly (readonly [VectorField, readonly ScanProblem[]])[] = [
  ['UNPREFIX', ['no-known-format']],
  ['B45DECODE', ['base45']],
  ['COMPRESSION', ['not-compressed', 'inflate', 'inflate-too-large']],
  ['DECODE', ['cbor', 'cbor-too-deep', 'cbor-duplicate-key', 'cose', 'cwt']],
];

/** What this implementation answers, in the terms of the suite. */
function answersOf(reading: PassReading, now: number): ReadonlyMap<VectorField, boolean> {
  const answers = new Map<VectorField, boolean>();
  let failed = false;
  for (const [stage, problems] of STAGES) {
    failed ||= !reading.ok && problems.includes(reading.problem);
    answers.set(stage, !failed);
  }
  answers.set('SCHEMAVALIDATION', reading.ok && reading.pass.events.length === 1);
  answers.set('VALIDOBJECT', reading.ok);
  answers.set('VALIDJSON', reading.ok);
  answers.set('VERIFY', reading.ok && reading.pass.signature === 'valid');
  answers.set('KEYUSAGE', reading.ok && usageFits(reading.pass));
  answers.set('EXPIRATIONCHECK', reading.ok && inTime(reading.pass, now));
  const judged: VectorField[] = ['VERIFY', 'KEYUSAGE', 'EXPIRATIONCHECK', 'SCHEMAVALIDATION'];
  answers.set(
    'VERDICT',
    judged.every((field) => answers.get(field)),
  );
  return answers;
}

function usageFits({ signer, events }: Pass): boolean {
  if (signer === null) return false;
  const { usage } = signer;
  return usage === null || events.every((event) => usage.includes(event.kind));
}

/** Denmark and Ireland set the clock to exp itself and expect it to hold: EU DCC rejects after exp (section 3.3.1). */
function inTime({ issuedAt, expiresAt }: Pass, now: number): boolean {
  return issuedAt !== null && expiresAt !== null && issuedAt <= now && now <= expiresAt;
}

/** Fields whose answer is not the expected one, as lines of text. */
function disagreementsOf(vector: Vector): string[] {
  const answers = answersOf(readPass(vector.qr, keyringOf(vector)), instantOf(vector));
  const expectations = Object.entries(vector.expected).map(([name, value]) => [name.replace(/^EXPECTED/, ''), value]);
  if (vector.verdict !== undefined) expectations.push(['VERDICT', vector.verdict === 'VALID']);
  return expectations.flatMap(([field, expected]) => {
    const answer = answers.get(field as VectorField);
    if (answer === undefined) throw new Error(`${vector.id} expects ${field}, which is not answered here`);
    return answer === expected ? [] : [`${vector.id} ${field} is not ${expected}`];
  });
}

describe.skipIf(vectors === null)('eu-digital-green-certificates/dgc-testdata', () => {
  it('holds 293 vectors, 38 of them with a verdict of the list itself', () => {
    expect(vectors).toHaveLength(293);
    expect(vectors?.filter((vector) => vector.verdict !== undefined)).toHaveLength(38);
  });

  it('is answered as it expects, but for the table of disagreements, which lists all of them and no other', () => {
    const found = (vectors ?? []).flatMap(disagreementsOf);
    const listed = VECTOR_DISAGREEMENTS.flatMap(({ ids, field, expected }) =>
      ids.map((id) => `${id} ${field} is not ${expected}`),
    );
    expect(found.sort()).toEqual(listed.sort());
  });

  it.each((vectors ?? []).filter(({ expected }) => expected.EXPECTEDSCHEMAVALIDATION === false))(
    '$id does not fit the schema, and is told so or carries its values to the rules',
    ({ qr, ...vector }) => {
      const reading = readPass(qr, keyringOf({ qr, ...vector }));
      if (reading.ok) expect(reading.pass.signature).toBe('valid');
      else expect(reading).toMatchObject({ reason: 'malformed', problem: 'schema' });
    },
  );
});
