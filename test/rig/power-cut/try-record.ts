import { type Asked, type CutPlan, say, tryPowerCuts } from './power-cuts.ts';
import type { Durability } from './record-weakened.ts';
import { recordWorkload } from './record-workload.ts';

/** The WAL and the journal have room made ahead, and a record that is restored is there twice. */
const DISK_MIB = 40;
/** A row that was acknowledged and is gone, as the check says it. */
const LOST_ROW = /row \d+ was acknowledged and is not there/;

/** Cuts the power of a station that records passages. Whether nothing was lost, then whether each loss that was provoked was noticed. */
export async function tryRecord({ full, seed }: Asked): Promise<boolean[]> {
  const share = full
    ? { checkins: 520, atFlushes: Number.POSITIVE_INFINITY, betweenFlushes: 600, goOnEvery: 40 }
    : { checkins: 30, atFlushes: 24, betweenFlushes: 10, goOnEvery: 8 };
  const plan: CutPlan = { ...share, seed, diskMib: DISK_MIB, mountOptions: 'defaults', untilFirstLoss: false };
  const workload = recordWorkload(share.checkins, 'full');
  const real = await tryPowerCuts(workload, plan);
  say('record', real, workload.tally);
  // A row is flushed twice, to the WAL and to the journal: fewer flushes would mean that nothing was tried.
  const passed = [
    real.losses.length === 0 &&
      workload.tally.damaged === 0 &&
      real.steps === workload.steps &&
      real.flushes >= 2 * share.checkins,
  ];

  const toLose: CutPlan = { ...plan, atFlushes: 12, betweenFlushes: 4, goOnEvery: 100, untilFirstLoss: !full };
  for (const { name, durability, mountOptions, isNoticed } of full ? losing : losing.filter(({ isQuick }) => isQuick)) {
    const weak = recordWorkload(full ? 60 : 8, durability);
    const report = await tryPowerCuts(weak, { ...toLose, mountOptions });
    say(`${name}: must lose`, report, weak.tally);
    passed.push(isNoticed(report.losses));
  }
  return passed;
}

type Losing = {
  readonly name: string;
  readonly durability: Durability;
  readonly mountOptions: string;
  /** Also in a run that is not full. */
  readonly isQuick: boolean;
  readonly isNoticed: (losses: readonly string[]) => boolean;
};

/** The journal beside gives back what SQLite has lost: then a station says that its record was damaged, and restores it. */
const noticesDamage = (losses: readonly string[]) => losses.some((loss) => loss.includes('damaged'));

const losing: readonly Losing[] = [
  {
    name: 'synchronous=NORMAL',
    durability: 'normal',
    mountOptions: 'defaults',
    isQuick: true,
    isNoticed: noticesDamage,
  },
  {
    name: 'synchronous=OFF',
    durability: 'off',
    mountOptions: 'defaults',
    isQuick: false,
    isNoticed: noticesDamage,
  },
  {
    name: 'synchronous=OFF and a journal that is not flushed',
    durability: 'forgetful',
    mountOptions: 'defaults',
    isQuick: true,
    isNoticed: (losses) => losses.some((loss) => LOST_ROW.test(loss)),
  },
  {
    name: 'a file system that does not flush',
    durability: 'full',
    mountOptions: 'nobarrier',
    isQuick: true,
    isNoticed: (losses) => losses.length > 0,
  },
];
