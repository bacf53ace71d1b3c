import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chot } from '../cli/run-chot.ts';
import { runningCheckpoint } from './checkpoint.ts';

const checkpoint = runningCheckpoint();

/** The station's process of this data directory, found as an administrator would: by its command line. Linux (/proc). */
function stationPid(data: string): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const words = commandLine(entry);
    if (words.some((word) => word.endsWith('station-process.js')) && words.includes(data)) return Number(entry);
  }
  throw new Error('no station process is running');
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended meanwhile
  }
}

test('killed, the station is back within 2 s; the screen is out of service meanwhile; nothing acknowledged is lost', async () => {
  const { scanner, next, painted, shows, data, keep } = checkpoint();
  await scanner.scan(next('black'));
  await painted('black');
  const backAfter: number[] = [];
  for (let round = 0; round < 5; round++) {
    process.kill(stationPid(data), 'SIGKILL');
    const killed = performance.now();
    await shows('out-of-service');
    if (round === 0) await keep('out-of-service');
    await shows('idle');
    backAfter.push(performance.now() - killed);
    await scanner.scan(next('abnormal'));
    await painted('abnormal');
  }
  console.log(`back after ${backAfter.map((ms) => `${Math.round(ms)} ms`).join(', ')}`);
  const verified = await chot(['ledger', 'verify', '--data', data]);
  expect(verified.status, verified.messages).toBe(0);
  expect(JSON.parse(verified.lines[0] ?? '').rows).toBe(6);
});
