import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalLines, SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { openRecord, type StationRecord } from './record.ts';
import { verifyRecord } from './verify-chain.ts';

const CHILD = fileURLToPath(new URL('crash.child.ts', import.meta.url));
const ROUNDS = 5;

let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-crash-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

type Told = { ready?: true; error?: string; seq?: number; uuid?: string };

function start(...args: string[]): { child: ChildProcess; lines: AsyncIterator<Told>; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [CHILD, directory, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const text = createInterface({ input: child.stdout });
  async function* parsed(): AsyncGenerator<Told> {
    for await (const line of text) yield JSON.parse(line);
  }
  return { child, lines: parsed(), ended: once(child, 'close') };
}

function open(): StationRecord {
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

test(`every row acknowledged before SIGKILL is there after it, ${ROUNDS} times over`, async () => {
  const acknowledged: { seq: number; uuid: string }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { child, lines } = start();
    const stopAfter = 20 + Math.floor(Math.random() * 200);
    let seen = 0;
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const { seq, uuid } = next.value;
      if (seq === undefined || uuid === undefined) continue;
      acknowledged.push({ seq, uuid });
      seen += 1;
      if (seen === stopAfter) child.kill('SIGKILL');
    }
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * 20);
  expect(verifyRecord(directory)).toMatchObject({ ok: true });
  const record = open();
  for (const { seq, uuid } of acknowledged) expect(record.find(uuid)?.seq).toBe(seq);
  expect(record.outbox.counts().waiting).toBe([...record.entries(SAMPLE_DAY)].length);
  record.close();
  const journaled = journalLines(journalFile());
  expect(journaled.map((line) => line.seq)).toEqual(journaled.map((_, index) => index + 1));
  expect(journaled.length).toBeGreaterThanOrEqual(acknowledged.length);
});

test('a second writer is told data-in-use, in this process and another, until the first is gone, even by SIGKILL', async () => {
  const { child, lines, ended } = start('hold');
  expect((await lines.next()).value).toEqual({ ready: true });

  expect(openRecord({ directory })).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
  const second = start();
  expect((await second.lines.next()).value).toEqual({ error: 'data-in-use' });

  child.kill('SIGKILL');
  await ended;
  const record = open();
  expect(openRecord({ directory })).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
  expect(record.append(sampleEntry())).toMatchObject({ ok: true });
  record.close();
  open().close();
});

const journalFile = () => join(directory, 'journal', `${SAMPLE_DAY}.jsonl`);
test('a journal that a crash left behind, or cut within a line, catches up at the next start', () => {
  let record = open();
  for (let n = 0; n < 4; n += 1) record.append(sampleEntry());
  record.close();
  const whole = readFileSync(journalFile());
  const lines = whole.toString('utf8').trimEnd().split('\n');
  for (const [kept, half] of [
    [3, ''],
    [3, (lines[3] ?? '').slice(0, 100)],
    [3, lines[3] ?? ''],
    [1, ''],
    [0, ''],
    [0, 'x'.repeat(200_000)],
    [4, '\0'.repeat(100_000)],
    [3, `${lines[3]?.slice(0, 200)}${'\0'.repeat(5000)}`],
    [3, `${'\0'.repeat(200)}${lines[3]?.slice(200)}\n${'\0'.repeat(5000)}`],
    [2, `${lines[2]?.replaceAll('a', '\0')}\n${lines[3]?.replaceAll('b', '\0')}\n\0`],
  ] as const) {
    writeFileSync(
      journalFile(),
      lines
        .slice(0, kept)
        .map((line) => `${line}\n`)
        .join('') + half,
    );
    open().close();
    const [text] = readFileSync(journalFile(), 'utf8').split('\0');
    expect(text === whole.toString('utf8'), `${kept} lines and ${half.length} bytes kept`).toBe(true);
  }
  truncateSync(journalFile(), 10);
  record = open();
  record.append(sampleEntry());
  expect(journalLines(journalFile()).map((line) => line.seq)).toEqual([1, 2, 3, 4, 5]);
  record.close();
});

test('a ledger that lost rows which the journal has is not gone on with', () => {
  let record = open();
  record.append(sampleEntry());
  record.close();
  const older = readFileSync(join(directory, 'record.db'));
  record = open();
  record.append(sampleEntry());
  record.close();
  writeFileSync(join(directory, 'record.db'), older);
  expect(openRecord({ directory })).toMatchObject({
    ok: false,
    error: { code: 'record-damaged', detail: expect.stringContaining('cut back or exchanged') },
  });
  expect(verifyRecord(directory)).toMatchObject({ ok: false, error: { code: 'tail-missing', seq: 2 } });
});
