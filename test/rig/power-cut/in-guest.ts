/**
 * In the guest: cuts the power of a station that updates its trust, and looks what is left; then the same with what must lose
 * data, so that it is known to notice. Prints a JSON line for each. Exit status: 0 nothing was lost, and each of those
 * losses was noticed; else 1.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CutPlan, type CutReport, tryPowerCuts } from './power-cuts.ts';
import { type Fsync, trustUpdates } from './trust-updates.ts';

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
const scratch = process.env.TMPDIR ?? '/run/tmp';

const share = values.full
  ? { steps: 30, atFlushes: Number.POSITIVE_INFINITY, betweenFlushes: 600, goOnEvery: 3 }
  : { steps: 20, atFlushes: 60, betweenFlushes: 25, goOnEvery: 8 };
const plan: CutPlan = {
  ...share,
  seed: Number(values.seed),
  diskMib: 10,
  mountOptions: 'defaults',
  untilFirstLoss: false,
};
const toLose: CutPlan = { ...plan, atFlushes: 15, betweenFlushes: 5, untilFirstLoss: true };
/** A loss shows at the first acknowledgement. */
const LOSING_STEPS = 2;

const real = await tryPowerCuts(await trustUpdates(join(scratch, 'real'), share.steps, 'works'), plan);
say('trust updates', real);
// Each step syncs several files and directories: fewer flushes than steps would mean that nothing was tried.
let passed = real.losses.length === 0 && real.steps === share.steps && real.flushes >= 4 * real.steps;

const losing: readonly { readonly name: string; readonly fsync: Fsync; readonly mountOptions: string }[] = [
  { name: 'an fsync that does nothing', fsync: 'forgets', mountOptions: 'defaults' },
  { name: 'an fsync that does nothing for names', fsync: 'forgets-names', mountOptions: 'defaults' },
  { name: 'a file system that does not flush', fsync: 'works', mountOptions: 'nobarrier' },
];
for (const [number, { name, fsync, mountOptions }] of losing.entries()) {
  const workload = await trustUpdates(join(scratch, `losing-${number}`), LOSING_STEPS, fsync);
  const report = await tryPowerCuts(workload, { ...toLose, mountOptions });
  say(`${name}: must lose`, report);
  passed &&= report.losses.length > 0;
}
process.exitCode = passed ? 0 : 1;

function say(name: string, { losses, ...report }: CutReport): void {
  console.log(JSON.stringify({ name, ...report, losses: losses.length, first: losses[0] ?? null }));
}
