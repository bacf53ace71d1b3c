import type { FuzzRun } from './run.ts';
import type { Tally } from './tally.ts';

/** How many of each kind came to what, most frequent first. */
export function tableOf({ outcomes }: Tally): string {
  return Object.entries(outcomes)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, counts]) => {
      const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
      const most = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
      return `${kind} ${all}: ${most.map(([outcome, many]) => `${outcome} ${many}`).join(', ')}`;
    })
    .join('\n');
}

/** One line that says what the run was and found. */
export function summary(target: string, seed: number, { tally, seconds, memory, lost }: FuzzRun): string {
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  const resident =
    memory === null
      ? 'too short to tell'
      : `${mebibytes(memory.middle)} MiB in the sixth tenth, ${mebibytes(memory.last)} MiB in the last (${memory.flat ? 'flat' : 'GREW'})`;
  return [
    `fuzz ${target}: ${tally.inputs} inputs, ${tally.failures.length + lost.length} failed`,
    `${Math.round(tally.inputs / seconds)}/s over ${seconds.toFixed(1)} s`,
    `slowest ${tally.slowest.ms.toFixed(1)} ms of a processor (input ${tally.slowest.input})`,
    `memory ${resident}`,
    `seed ${seed}`,
  ].join('; ');
}
