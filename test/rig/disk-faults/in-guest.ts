/**
 * In the guest: a disk fails under processes that record, at random moments, by errors for every read and write or by becoming
 * read-only. What fails must say so by a code, nothing may be acknowledged any more, and all that was must be there when the
 * disk is whole again. Prints a JSON line. Exit status: 0 nothing was lost, else 1.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { KilledProcess } from '../../faults/killed-process.ts';
import type { Said } from '../../faults/recorder.child.ts';
import { lossesOf } from '../../faults/recorder-losses.ts';
import { Random } from '../../fuzz/random.ts';
import { type Failing, FailingDisk } from './failing-disk.ts';

const CHILD = fileURLToPath(new URL('../../faults/recorder.child.ts', import.meta.url));
/** Milliseconds of the guest, which is slow, from ready to the fault, and from there to the end. */
const ACTING_MS = 1500;
const FAILING_MS = 400;
const CODES: ReadonlySet<string> = new Set(['record-failed', 'disk-full', 'record-damaged']);
/** A longer ledger takes long to look at. */
const ROUNDS_A_RECORD = 10;

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
const rounds = values.full ? 50 : 4;
const random = new Random(Number(values.seed), 3);
const disk = new FailingDisk();
const losses: string[] = [];
let [rows, failures] = [0, 0];
for (let round = 0; round < rounds; ) {
  const directory = join(disk.mountPoint, `data-${round}`);
  const said: Said[] = [];
  for (let n = 0; n < ROUNDS_A_RECORD && round < rounds; n += 1, round += 1) {
    const heard = await recordUntilFault(directory, round % 2 === 0 ? 'errors' : 'read-only');
    failures += heard.filter((one) => one.said === 'failed').length;
    said.push(...heard);
    losses.push(...lossesOf(directory, said).map((loss) => `round ${round}: ${loss}`));
  }
  rows += said.filter((one) => one.said === 'row').length;
}
disk.remove();
// Where no fault was met nothing was tried.
const passed = losses.length === 0 && failures >= rounds && rows >= rounds;
console.log(
  JSON.stringify({ name: 'disk faults', rounds, rows, failures, losses: losses.length, first: losses[0] ?? null }),
);
console.log(JSON.stringify({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 }));
process.exitCode = passed ? 0 : 1;

async function recordUntilFault(directory: string, how: Failing): Promise<Said[]> {
  const said: Said[] = [];
  const recorder = new KilledProcess([CHILD, directory], (line) => said.push(JSON.parse(line) as Said));
  await recorder.spoke();
  await sleep(random.below(ACTING_MS));
  disk.fail(how);
  await sleep(FAILING_MS);
  await recorder.kill();
  // What was begun before the fault may still be told after it; not more than what one act is.
  const first = said.findIndex((one) => one.said === 'failed');
  for (const one of said) {
    if (one.said === 'refused') losses.push(`a start was refused: ${one.code}: ${one.detail}`);
    if (one.said === 'failed' && !CODES.has(one.code)) losses.push(`a fault is called ${one.code}`);
  }
  const afterwards = said.slice(first === -1 ? said.length : first).filter((one) => one.said === 'row');
  if (afterwards.length > 0) losses.push(`${afterwards.length} rows were acknowledged on a disk that fails`);
  disk.heal();
  return said;
}
