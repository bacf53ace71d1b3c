/**
 * Faults that a station must get over, many times over.
 *
 *     node test/faults/main.ts [--full] [--seed N] [--only records|stations|calls]
 *
 * `records` and `stations`: processes are killed at random moments, those that record alone, then whole stations and the
 * central that they upload to. `calls`: system calls of SQLite fail, in turn. Exit status: 0 nothing was lost, 1 something was,
 * 2 usage. What cannot be tried on this machine is said, and is no success of its own.
 */
import { parseArgs } from 'node:util';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { Random } from '../fuzz/random.ts';
import { failSqliteCalls, straceMissing } from './fail-sqlite-calls.ts';
import { killRecorders } from './kill-recorders.ts';
import type { KillReport } from './kill-report.ts';
import { killStations } from './kill-stations.ts';

const PARTS = ['records', 'stations', 'calls'] as const;
type Asked = { readonly full: boolean; readonly seed: number; readonly parts: readonly (typeof PARTS)[number][] };

const asked = readArguments(process.argv.slice(2));
if (asked === null) {
  console.error('usage: test/faults/main.ts [--full] [--seed N] [--only records|stations|calls]');
  process.exitCode = 2;
} else process.exitCode = (await run(asked)) ? 0 : 1;

function readArguments(args: string[]): Asked | null {
  const options = { full: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } } as const;
  try {
    const { full = false, seed = String(Date.now() % 1_000_000), only } = parseArgs({ args, options }).values;
    const parts = PARTS.filter((part) => only === undefined || part === only);
    return parts.length > 0 && /^\d{1,9}$/.test(seed) ? { full, seed: Number(seed), parts } : null;
  } catch {
    return null;
  }
}

async function run({ full, seed, parts }: Asked): Promise<boolean> {
  console.log(`seed ${seed}`);
  let [kills, losses] = [0, 0];
  const killed = (what: string, report: KillReport) => {
    for (const loss of report.losses) console.log(`LOST: ${loss}`);
    console.log(`${what}: ${report.kills} kills, ${report.rows} acknowledged rows, ${report.losses.length} losses`);
    kills += report.kills;
    losses += report.losses.length;
  };
  if (parts.includes('records')) killed('records', await killRecorders(full ? 1000 : 60, new Random(seed, 1)));
  if (parts.includes('stations')) {
    if (PTY_MISSING !== null) console.log(`stations: NOT DONE: ${PTY_MISSING}`);
    else killed('stations and centrals', await killStations(full ? 1000 : 6, new Random(seed, 2)));
  }
  if (parts.includes('calls')) losses += await failCalls(full);
  console.log(`${kills} kills, ${losses} losses`);
  return losses === 0;
}

async function failCalls(full: boolean): Promise<number> {
  const missing = straceMissing();
  if (missing !== null) {
    console.log(`calls: NOT DONE: ${missing}`);
    return 0;
  }
  const report = await failSqliteCalls(full ? 1 : 60, (progress) => full && console.log(progress));
  for (const loss of report.losses) console.log(`LOST: ${loss}`);
  console.log(`calls: ${report.faults} of ${report.calls} failed in turn, ${report.losses.length} losses`);
  return report.losses.length;
}
