import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { demoStation } from './demo-station.ts';
import { CLI, chot, scratchDirectory } from './run-chot.ts';

const localDay = (at: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(at));

test('a station that starts erases what is older than it promises, and the record still verifies', async () => {
  const { directory, samples } = await demoStation();
  const scan = `${samples.find(({ expect }) => expect === 'green')?.text}\n`;
  const longAgo = Date.now() - 40 * 86_400_000;
  for (const now of [longAgo, Date.now()]) {
    const scanned = await chot(['scan', '--data', directory, '--now', new Date(now).toISOString()], scan);
    expect(scanned.status, scanned.messages).toBe(0);
  }
  const keyOf = (at: number) => join(directory, 'keys', 'days', `${localDay(at)}.key`);
  expect(existsSync(keyOf(longAgo))).toBe(true);

  const station = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: 'ignore' });
  onTestFinished(() => void station.kill('SIGKILL'));
  while (existsSync(keyOf(longAgo))) {
    if (station.exitCode !== null) throw new Error('the station ended');
    await sleep(20);
  }
  const log = async (at: number): Promise<string> => {
    const report = await chot(['export', '--data', directory, '--day', localDay(at), '--to', scratchDirectory()]);
    expect(report.status, report.messages).toBe(0);
    const { directory: folder } = JSON.parse(report.lines[0] ?? '');
    const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    return readFileSync(join(folder, files[0].name), 'utf8');
  };
  expect(await log(longAgo)).toContain('erased');
  expect(await log(Date.now())).not.toContain('erased');
  const ended = new Promise((resolve) => station.once('exit', resolve));
  station.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(existsSync(keyOf(Date.now()))).toBe(true);
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  expect(JSON.parse(verified.lines[0] ?? '')).toMatchObject({ rows: 2, audit: { rows: 3 } });
});
