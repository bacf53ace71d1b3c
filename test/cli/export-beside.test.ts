import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot, type Finished, scratchDirectory } from './run-chot.ts';

if (PTY_MISSING !== null) console.warn(`skipped, no export beside a gate at work was tried: ${PTY_MISSING}`);

type Line = { seq: number | null; at: string };

const verify = async (directory: string) => {
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  return JSON.parse(verified.lines[0] ?? '') as { rows: number; audit: { rows: number } };
};

/** seq and what of the audit rows that the journal has. */
const journaledAudit = (directory: string): [number, string][] =>
  (readFileSync(join(directory, 'journal', 'audit.jsonl'), 'utf8').split('\0')[0] ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .map(({ seq, what }) => [seq, what]);

const localDay = (at: string | number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(at));

function exported(finished: Finished): { directory: string; rows: number } {
  expect(finished.status, finished.messages).toBe(0);
  return JSON.parse(finished.lines[0] ?? '');
}

test.skipIf(PTY_MISSING !== null)("a day's log is taken while the gate records, noted each time", async () => {
  const { directory, samples } = await demoStation();
  const scanner = new FakeSerialScanner();
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.lanes = [{ name: 'gate', direction: 'in', scanners: [{ kind: 'serial', path: scanner.device.path }] }];
  writeFileSync(path, JSON.stringify(config));
  await scanner.device.plug();
  const station = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    station.kill('SIGKILL');
    await scanner.device.remove();
  });
  const passages: Line[] = [];
  createInterface({ input: station.stdout }).on('line', (line) => passages.push(JSON.parse(line)));
  let said = '';
  station.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });

  const texts = samples.filter(({ expect }) => expect !== 'scan-again').map(({ text }) => text);
  let scanning = true;
  const work = (async () => {
    for (let n = 0; scanning; n += 1) {
      await scanner.scan(texts[n % texts.length] ?? '');
      await sleep(20);
    }
  })();
  const until = async (rows: number) => {
    while (passages.length < rows) {
      if (station.exitCode !== null) throw new Error(said);
      await sleep(10);
    }
  };
  await until(5);
  const day = localDay(passages[0]?.at ?? '');
  const to = [scratchDirectory(), scratchDirectory(), scratchDirectory()];
  for (const folder of to) {
    const before = passages.length;
    const report = exported(await chot(['export', '--data', directory, '--day', day, '--to', folder]));
    expect(report.rows).toBeGreaterThanOrEqual(before);
    expect((await chot(['verify-export', report.directory])).status).toBe(0);
    await until(passages.length + 3);
  }
  expect((await verify(directory)).audit.rows).toBe(to.length);
  scanning = false;
  await work;
  expect(passages.map(({ seq }) => seq)).toEqual(passages.map((_, index) => index + 1));

  const ended = new Promise((resolve) => station.once('exit', resolve));
  station.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await verify(directory)).toMatchObject({ audit: { rows: to.length } });
  expect(journaledAudit(directory)).toEqual(to.map((_, index) => [index + 1, 'day-exported']));
});

test('without a station it is the same, and the next start takes the note into the journal', async () => {
  const { directory, samples } = await demoStation();
  const scans = `${samples[0]?.text}\n`;
  expect((await chot(['scan', '--data', directory], scans)).status).toBe(0);
  const to = scratchDirectory();
  const report = exported(await chot(['export', '--data', directory, '--day', localDay(Date.now()), '--to', to]));
  expect(report.rows).toBe(1);
  expect(await verify(directory)).toMatchObject({ rows: 1, audit: { rows: 1 } });
  expect((await chot(['scan', '--data', directory], scans)).status).toBe(0);
  expect(journaledAudit(directory)).toEqual([[1, 'day-exported']]);
  expect(await verify(directory)).toMatchObject({ rows: 2, audit: { rows: 1 } });
});

test('an export that cannot be noted does not count as done', async () => {
  const { directory, samples } = await demoStation();
  await chot(['scan', '--data', directory], `${samples[0]?.text}\n`);
  const blocker = spawn(
    process.execPath,
    [
      '-e',
      `const db = new (require('better-sqlite3'))(process.argv[1]); db.exec('BEGIN IMMEDIATE'); console.log('held'); setInterval(() => {}, 1000)`,
      join(directory, 'record.db'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void blocker.kill('SIGKILL'));
  await new Promise((resolve) => blocker.stdout.once('data', resolve));
  const day = localDay(Date.now());
  const refused = await chot(['export', '--data', directory, '--day', day, '--to', scratchDirectory()]);
  expect(refused.status).toBe(1);
  expect(refused.lines).toEqual([]);
  expect(refused.messages).toMatch(/not noted in the audit log: record-failed/);
});
