import { Random } from '../../fuzz/random.ts';
import { type Cut, cutsAtFlushes, cutsBetweenFlushes, thinned, withoutRepeats } from './cuts.ts';
import { DiskAfterCut } from './disk-after-cut.ts';
import { type DiskOptions, mountContent, type Recorded, recordWrites } from './ram-disks.ts';
import type { Workload } from './workload.ts';
import { type LogEntry, readWriteLog } from './write-log.ts';

export type CutPlan = DiskOptions & {
  /** At most so many cuts right after a flush, a forced write or an acknowledgement; of all, evenly spread. */
  readonly atFlushes: number;
  /** Cuts in between, with writes that have arrived in another order, or in part. */
  readonly betweenFlushes: number;
  readonly seed: number;
  /** Every so many cuts life must also go on. */
  readonly goOnEvery: number;
  /** One loss is enough to know: for what is meant to lose data. */
  readonly untilFirstLoss: boolean;
};

export type CutReport = {
  /** Acknowledged steps. */
  readonly steps: number;
  readonly flushes: number;
  readonly entries: number;
  /** Flushes, forced writes and acknowledgements that leave something else on the disk than the one before. */
  readonly different: number;
  readonly cuts: number;
  readonly betweenFlushes: number;
  readonly wentOn: number;
  readonly losses: readonly string[];
  readonly recordSeconds: number;
  readonly replaySeconds: number;
};

/** What a run was asked for. */
export type Asked = { readonly full: boolean; readonly seed: number };

const ACKNOWLEDGED = 'step-';
/** A long run shows that it lives. */
const PROGRESS_EVERY = 200;

/** Lets the workload write while its disk is logged, then looks at what each power cut would have left. In the guest only. */
export async function tryPowerCuts(workload: Workload, plan: CutPlan): Promise<CutReport> {
  const startedAt = performance.now();
  const recorded = await recordWrites('/mnt/disk', plan, (directory, mark) =>
    workload.write(directory, (step) => mark(`${ACKNOWLEDGED}${step}`)),
  );
  const recordedAt = performance.now();
  const log = ownEntries(recorded);
  const marks = log.filter(({ kind }) => kind === 'mark').length;
  const flushes = cutsAtFlushes(log);
  const between = cutsBetweenFlushes(log, plan.betweenFlushes, new Random(plan.seed, 0));
  const different = withoutRepeats(flushes, log);
  const cuts = [...thinned(different, plan.atFlushes), ...between].toSorted((a, b) => a.upTo - b.upTo);
  const disk = new DiskAfterCut(recorded.before, log, recorded.readLog);
  const losses: string[] = [];
  let [tried, wentOn] = [0, 0];
  for (const [number, cut] of cuts.entries()) {
    const goOn = number % plan.goOnEvery === plan.goOnEvery - 1;
    const loss = await disk.at(cut, (content) => lookAfter(content, workload, cut, goOn));
    tried++;
    if (tried % PROGRESS_EVERY === 0) console.log(`${tried} of ${cuts.length} cuts, ${losses.length} losses`);
    if (goOn) wentOn++;
    if (loss !== null) losses.push(`after entry ${cut.upTo} and ${cut.also.length} more: ${loss}`);
    if (loss !== null && plan.untilFirstLoss) break;
  }
  return {
    steps: marks,
    flushes: flushes.length - marks,
    entries: log.length,
    different: different.length,
    cuts: tried,
    betweenFlushes: between.length,
    wentOn,
    losses,
    recordSeconds: seconds(startedAt, recordedAt),
    replaySeconds: seconds(recordedAt, performance.now()),
  };
}

/** The target writes a mark of its own when it is taken down. */
function ownEntries({ readLog }: Recorded): LogEntry[] {
  return readWriteLog(readLog).filter((entry) => entry.kind !== 'mark' || entry.text.startsWith(ACKNOWLEDGED));
}

async function lookAfter(content: Uint8Array, workload: Workload, cut: Cut, goOn: boolean): Promise<string | null> {
  const acknowledged = Number(cut.acknowledged?.slice(ACKNOWLEDGED.length) ?? 0);
  try {
    return await mountContent(content, '/mnt/cut', async (directory) => {
      const loss = await workload.check(directory, acknowledged, content);
      return loss === null && goOn ? await workload.goOn(directory) : loss;
    });
  } catch (error) {
    return `exception: ${error instanceof Error ? error.message : error}`;
  }
}

/** One JSON line. */
export function say(name: string, { losses, ...report }: CutReport, more: object = {}): void {
  console.log(JSON.stringify({ name, ...report, ...more, losses: losses.length, first: losses[0] ?? null }));
}

function seconds(from: number, to: number): number {
  return Math.round((to - from) / 100) / 10;
}
