import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AGAINST_THE_PASS, publicVectors, vectorPath } from '../../fixtures/public-vectors.ts';
import type { Reason } from '../../main/contract/reasons.ts';
import { chot, scratchDirectory } from './run-chot.ts';

type Vector = { id: string; qr: string; certificate: string; clock: string; verdict?: 'VALID' | 'INVALID' };
type Line = { colour: string | null; reasons: Reason[]; pass: { signature: string; alg: string } | null };

const verdictOf = ({ pass, reasons }: Line): string =>
  pass?.signature === 'valid' && !reasons.some((reason) => AGAINST_THE_PASS.includes(reason)) ? 'VALID' : 'INVALID';

const testdata = publicVectors<Vector[]>('hc1-dgc-testdata.json');
const read = <T>(file: string): T => JSON.parse(readFileSync(vectorPath(file), 'utf8')) as T;

describe.runIf(testdata !== null)('public vectors through the command line', () => {
  test('every verdict of the common list', async () => {
    const directory = scratchDirectory();
    const common = (testdata ?? []).filter((vector) => vector.verdict !== undefined);
    expect(common).toHaveLength(38);
    const kidOf = (der: string): string =>
      createHash('sha256').update(Buffer.from(der, 'base64')).digest().toString('base64', 0, 8);
    const certificates = new Set(common.map(({ certificate }) => certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')));
    const signers = join(directory, 'signers.json');
    writeFileSync(
      signers,
      JSON.stringify([...certificates].map((certificate) => ({ kid: kidOf(certificate), certificate }))),
    );

    const verdicts: Record<string, string> = {};
    for (const clock of new Set(common.map((vector) => vector.clock))) {
      const group = common.filter((vector) => vector.clock === clock);
      const input = group.map(({ qr }) => `${qr}\n`).join('');
      const done = await chot(['scan', '--signers', signers, '--now', clock], input);
      expect(done.lines).toHaveLength(group.length);
      for (const [index, { id }] of group.entries()) verdicts[id] = verdictOf(JSON.parse(done.lines[index] ?? ''));
    }
    // Q1 is a picture that cannot be read; the text beside it is the one that was meant, and is valid
    const expected = common.map(({ id, verdict }) => [id, id.endsWith('/Q1') ? 'VALID' : verdict]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
  });

  test('every code of the issuers’ acceptance systems verifies, Vietnam’s by PS256', async () => {
    const codes = read<{ id: string; qr: string }[]>('hc1-quality-assurance.json');
    const lists = ['hc1-acceptance-certificates.json', 'hc1-acceptance-public-keys.json'];
    const args = lists.flatMap((list) => ['--signers', vectorPath(list)]);
    const done = await chot(
      ['scan', ...args, '--now', '2022-06-01T00:00:00Z'],
      codes.map(({ qr }) => `${qr}\n`).join(''),
    );
    const lines = done.lines.map((line) => JSON.parse(line) as Line);
    const failed = codes.filter((_, index) => lines[index]?.pass?.signature !== 'valid').map(({ id }) => id);
    expect(failed).toEqual([]);
    const vietnam = lines[codes.findIndex(({ id }) => id === 'VN/1.3.0/VAC_VN.png')];
    expect(vietnam?.pass).toMatchObject({ signature: 'valid', alg: 'PS256', issuer: 'VN' });
  });

  test('all EU business rules pass their tests', async () => {
    const done = await chot(['rules', 'test', vectorPath('certlogic-business-rules.json')]);
    expect(done.lines.at(-1)).toMatch(/^[1-9]\d* passed, 0 failed$/);
    expect(done.status).toBe(0);
  });

  test('every status of the Token Status List vectors', async () => {
    const directory = scratchDirectory();
    const vectors = read<{ json: object; cbor: string; statuses: [number, number][] }[]>('token-status-list.json');
    for (const [index, { json, cbor, statuses }] of vectors.entries()) {
      const files = [join(directory, `${index}.json`), join(directory, `${index}.cbor`)];
      writeFileSync(files[0] ?? '', JSON.stringify(json));
      writeFileSync(files[1] ?? '', Buffer.from(cbor, 'hex'));
      for (const file of files) {
        const done = await chot(['status', file, ...statuses.map(([entry]) => String(entry))]);
        const expected = statuses.map(([entry, status]) => ({ index: entry, status }));
        expect(done.lines.map((line) => JSON.parse(line))).toEqual(expected);
      }
    }
  });
});
