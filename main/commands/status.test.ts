import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { statusCommand } from './status.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-status-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const HOUR = 3600;
const now = Math.floor(Date.now() / 1000);
const list = {
  signer: makeSigner({ alg: 'ES256' }),
  bits: 2,
  size: 8,
  entries: new Map([[1, 2]]),
  sub: 'https://status.example/status/1',
} as const;

async function statusOf(bytes: Uint8Array, ...indexes: string[]) {
  const file = join(directory, '1.cwt');
  writeFileSync(file, bytes);
  const out: string[] = [];
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const io = { stdin: Readable.from([]), out: (line: string) => void out.push(line), say, environment: {} };
  const status = await statusCommand.run([file, ...indexes], io);
  return { status, out, said: said.join('\n') };
}

test('one line an index; one beyond the list fails, and the others are answered', async () => {
  const bytes = issueStatusList({ ...list, iat: now - HOUR, exp: now + HOUR, ttl: 2 * HOUR });
  expect(await statusOf(bytes, '1', '8', '0')).toEqual({
    status: 1,
    out: ['{"index":1,"status":2}', '{"index":8,"status":null}', '{"index":0,"status":0}'],
    said: expect.stringMatching(/^index 8 is beyond the list of 8 entries$/),
  });
});

test.each([
  ['past its exp', { iat: now - 3 * HOUR, exp: now - HOUR, ttl: HOUR }, /must not be relied on.*exp/],
  ['past its ttl', { iat: now - 3 * HOUR, exp: now + HOUR, ttl: HOUR }, /a newer one is due.*ttl/],
  ['in time', { iat: now - HOUR, exp: now + HOUR, ttl: 2 * HOUR }, /^$/],
  ['without an end', { iat: now - HOUR }, /^$/],
])('a list %s is told', async (_, times, said) => {
  const answer = await statusOf(issueStatusList({ ...list, ...times }), '1');
  expect(answer).toMatchObject({ status: 0, out: ['{"index":1,"status":2}'], said: expect.stringMatching(said) });
});

test.each([
  ['<html>', /neither a CWT nor a JWT.*another file/],
  ['{"bits":3,"lst":"eNrbuRgAAhcBXQ"}', /bits is not 1, 2, 4 or 8/],
  ['{"bits":1}', /lst is missing/],
])('what is no list is told why: %s', async (file, why) => {
  const said = expect.stringMatching(why);
  expect(await statusOf(Buffer.from(file), '1')).toMatchObject({ status: 1, out: [], said });
});
