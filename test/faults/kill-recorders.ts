import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Random } from '../fuzz/random.ts';
import type { KillReport } from './kill-report.ts';
import { KilledProcess } from './killed-process.ts';
import type { Said } from './recorder.child.ts';
import { lossesOf } from './recorder-losses.ts';
import { scratchInMemory } from './scratch.ts';

const CHILD = fileURLToPath(new URL('recorder.child.ts', import.meta.url));
/** Of one record, which is then looked at and left; a long ledger takes long to verify. */
const KILLS_A_RECORD = 20;
/** Milliseconds within which a process is killed after its start, or after its record is open. */
const OPENING_MS = 250;
const ACTING_MS = 120;

/** Kills processes that record, at random moments: while they open, and while they act. */
export async function killRecorders(kills: number, random: Random): Promise<KillReport> {
  const losses: string[] = [];
  let [done, rows] = [0, 0];
  while (done < kills) {
    const home = mkdtempSync(join(scratchInMemory(), 'chot-kills-'));
    const directory = join(home, 'data');
    const said: Said[] = [];
    for (let n = 0; n < KILLS_A_RECORD && done < kills; n += 1, done += 1) {
      said.push(...(await recordUntilKilled(directory, random)));
    }
    const lost = [...failuresOf(said), ...lossesOf(directory, said)];
    losses.push(...lost);
    rows += said.filter((one) => one.said === 'row').length;
    if (lost.length === 0) rmSync(home, { recursive: true });
    else losses.push(`the record lies in ${directory}`);
  }
  return { kills: done, rows, losses };
}

async function recordUntilKilled(directory: string, random: Random): Promise<Said[]> {
  const said: Said[] = [];
  const recorder = new KilledProcess([CHILD, directory], (line) => said.push(JSON.parse(line) as Said));
  // One in four while it is not yet open; Node itself takes a part of that.
  if (random.once(4)) await sleep(random.below(OPENING_MS));
  else {
    await recorder.spoke();
    await sleep(random.below(ACTING_MS));
  }
  await recorder.kill();
  return said;
}

/** Nothing is wrong with this disk. */
function failuresOf(said: readonly Said[]): string[] {
  return said.flatMap((one) => (one.said === 'failed' || one.said === 'refused' ? [`failed: ${one.code}`] : []));
}
