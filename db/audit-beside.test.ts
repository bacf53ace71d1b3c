import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { auditBeside } from './audit-beside.ts';
import { journalLines, SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { readRecord } from './read-record.ts';
import { sampleRecord } from './record.sample.ts';
import { verifyRecord } from './verify-chain.ts';

const CHILD = fileURLToPath(new URL('audit-beside.child.ts', import.meta.url));

const sample = sampleRecord();

const event = (what: string) => ({ who: 'cli', from: 'cli', what, detail: {} });
const beside = () => auditBeside(sample.directory, event('beside'), Date.now());
const journaled = () => journalLines(join(sample.directory, 'journal', 'audit.jsonl')).map((row) => row.seq);

test('rows noted beside a station join its chain, and its journal with its own next row', () => {
  expect(sample.record.audit(event('own'))).toMatchObject({ value: { seq: 1 } });
  expect(beside()).toEqual({ ok: true, value: { seq: 2 } });
  expect(beside()).toEqual({ ok: true, value: { seq: 3 } });
  expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { audit: { rows: 3 } } });
  expect(sample.record.audit(event('own'))).toMatchObject({ value: { seq: 4 } });
  expect(journaled()).toEqual([1, 2, 3, 4]);
  expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { audit: { rows: 4 } } });
});

test('the journal takes them in at rest, at the end, and at the next start', () => {
  beside();
  sample.record.checkpoint();
  expect(journaled()).toEqual([1]);
  beside();
  sample.record.close();
  expect(journaled()).toEqual([1, 2]);
  expect(beside()).toMatchObject({ value: { seq: 3 } });
  expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { audit: { rows: 3 } } });
  sample.reopen();
  expect(journaled()).toEqual([1, 2, 3]);
  expect(sample.record.audit(event('own'))).toMatchObject({ value: { seq: 4 } });
  expect(journaled()).toEqual([1, 2, 3, 4]);
});

test('another process and the station note, record and read at the same time, and lose nothing', async () => {
  const times = 100;
  const child = spawn(process.execPath, [CHILD, sample.directory, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let heard = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const own: number[] = [];
  let rows = 0;
  while (child.exitCode === null) {
    const noted = sample.record.audit(event('own'));
    expect(noted.ok).toBe(true);
    if (noted.ok) own.push(noted.value.seq);
    expect(sample.record.append(sampleEntry()).ok).toBe(true);
    rows += 1;
    await setImmediate();
  }
  await ended;
  const theirs = heard.trim().split('\n').map(Number);
  expect(theirs).toHaveLength(times);
  const all = [...own, ...theirs].sort((a, b) => a - b);
  expect(all).toEqual(all.map((_, index) => index + 1));
  sample.record.checkpoint();
  expect(journaled()).toEqual(all);
  expect(verifyRecord(sample.directory)).toMatchObject({ ok: true, value: { rows, audit: { rows: all.length } } });
});

test('a reader sees what the station has recorded, and that a day was erased', () => {
  const entry = sampleEntry();
  sample.record.append(entry);
  const read = () => {
    const reader = readRecord(sample.directory, null);
    if (!reader.ok) throw new Error(reader.error.detail);
    const entries = [...reader.value.entries(SAMPLE_DAY)];
    reader.value.close();
    return entries;
  };
  expect(read()).toEqual([sample.record.find(entry.uuid)]);
  const before = readRecord(sample.directory, null);
  sample.record.eraseExpired({ today: '2022-01-01', vouched: true, retentionDays: 1, hasCentral: false });
  expect(read()).toMatchObject([{ seq: 1, person: null, personState: 'erased' }]);
  // opened before, and has not used the key yet
  if (before.ok) expect([...before.value.entries(SAMPLE_DAY)]).toMatchObject([{ personState: 'erased' }]);
  if (before.ok) before.value.close();
});

test('where there is no record nothing is made, and the problem is a value', () => {
  const nowhere = join(sample.directory, 'nowhere');
  expect(auditBeside(nowhere, event('beside'), 0)).toMatchObject({ ok: false, error: { code: 'record-failed' } });
  expect(readRecord(nowhere, null)).toMatchObject({ ok: false, error: { code: 'record-failed' } });
});
