import { join } from 'node:path';
import { type Asked, type CutPlan, say, tryPowerCuts } from './power-cuts.ts';
import { type Fsync, trustUpdates } from './trust-updates.ts';

const SCRATCH = process.env.TMPDIR ?? '/run/tmp';
/** A loss shows at the first acknowledgement. */
const LOSING_STEPS = 2;

/** Cuts the power of a station that updates its trust. Whether nothing was lost, then whether each loss that was provoked was noticed. */
export async function tryTrust({ full, seed }: Asked): Promise<boolean[]> {
  const share = full
    ? { steps: 30, atFlushes: Number.POSITIVE_INFINITY, betweenFlushes: 600, goOnEvery: 3 }
    : { steps: 20, atFlushes: 60, betweenFlushes: 25, goOnEvery: 8 };
  const plan: CutPlan = { ...share, seed, diskMib: 10, mountOptions: 'defaults', untilFirstLoss: false };
  const toLose: CutPlan = { ...plan, atFlushes: 15, betweenFlushes: 5, untilFirstLoss: true };

  const real = await tryPowerCuts(await trustUpdates(join(SCRATCH, 'real'), share.steps, 'works'), plan);
  say('trust updates', real);
  // Each step syncs several files and directories: fewer flushes than steps would mean that nothing was tried.
  const passed = [real.losses.length === 0 && real.steps === share.steps && real.flushes >= 4 * real.steps];

  const losing: readonly { readonly name: string; readonly fsync: Fsync; readonly mountOptions: string }[] = [
    { name: 'an fsync that does nothing', fsync: 'forgets', mountOptions: 'defaults' },
    { name: 'an fsync that does nothing for names', fsync: 'forgets-names', mountOptions: 'defaults' },
    { name: 'a file system that does not flush', fsync: 'works', mountOptions: 'nobarrier' },
  ];
  for (const [number, { name, fsync, mountOptions }] of losing.entries()) {
    const workload = await trustUpdates(join(SCRATCH, `losing-${number}`), LOSING_STEPS, fsync);
    const report = await tryPowerCuts(workload, { ...toLose, mountOptions });
    say(`${name}: must lose`, report);
    passed.push(report.losses.length > 0);
  }
  return passed;
}
