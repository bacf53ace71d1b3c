import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleEntry } from './entry.sample.ts';
import { readRecord } from './read-record.ts';
import { sampleRecord } from './record.sample.ts';
import { openRecord } from './record.ts';
import { verifyRecord } from './verify-chain.ts';

const sample = sampleRecord();
const keyFile = () => join(sample.directory, 'keys', 'station.key');
const credentials = () => join(sample.directory, 'credentials');

function handOver(): void {
  sample.record.close();
  mkdirSync(credentials());
  renameSync(keyFile(), join(credentials(), 'chot-station-key'));
}

function names(handed: string | null): (string | undefined)[] {
  const read = readRecord(sample.directory, handed);
  if (!read.ok) throw new Error(read.error.code);
  const found = [...read.value.entriesSince(null)].map(({ person }) => person?.name);
  read.value.close();
  return found;
}

test('a key that is handed over opens the record, and none is left beside it', () => {
  sample.record.append(sampleEntry());
  handOver();
  const opened = openRecord({ directory: sample.directory, credentials: credentials() });
  if (!opened.ok) throw new Error(opened.error.detail);
  opened.value.append(sampleEntry());
  opened.value.close();
  expect(names(credentials())).toEqual(['NGUYỄN THỊ ÁNH TUYẾT', 'NGUYỄN THỊ ÁNH TUYẾT']);
  expect(verifyRecord(sample.directory, credentials()).ok).toBe(true);
  expect(existsSync(keyFile())).toBe(false);
  renameSync(join(credentials(), 'chot-station-key'), keyFile());
  sample.reopen();
});

test.each<[string, () => void, RegExp]>([
  ['is not handed over', () => rmSync(join(credentials(), 'chot-station-key')), /missing.*chot-station-key/],
  ['is of another length', () => writeFileSync(join(credentials(), 'chot-station-key'), 'short'), /damaged/],
  ['is another than the file beside', () => writeFileSync(keyFile(), Buffer.alloc(32)), /another key/],
])('a key that %s keeps the record shut', (_, change, expected) => {
  sample.record.append(sampleEntry());
  handOver();
  change();
  expect(openRecord({ directory: sample.directory, credentials: credentials() })).toMatchObject({
    ok: false,
    error: { code: 'record-corrupt', detail: expect.stringMatching(expected) },
  });
  rmSync(join(sample.directory), { recursive: true });
  sample.reopen();
});
