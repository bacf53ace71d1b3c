import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../fuzz/random.ts';
import { cutsAtFlushes, cutsBetweenFlushes, thinned, withoutRepeats } from './cuts.ts';
import { DiskAfterCut } from './disk-after-cut.ts';
import { FLUSH, FUA, logOf, readerOf, type SampleEntry, sectorsOf } from './log.sample.ts';
import { readWriteLog, SECTOR } from './write-log.ts';

const DISK_SECTORS = 6;
const emptyDisk = () => Buffer.alloc(DISK_SECTORS * SECTOR);

/** Every write has a value of its own, so that a sector tells which write it holds. */
const entry = (value: number): fc.Arbitrary<SampleEntry> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.nat(DISK_SECTORS - 2), fc.constantFrom(1, 2))
        .map(([sector, count]) => ({ sector, data: sectorsOf(value, count), flags: 0 })),
    },
    fc.nat(DISK_SECTORS - 1).map((sector) => ({ sector, data: sectorsOf(value), flags: FUA })),
    fc.constant({ sector: 0, data: new Uint8Array(0), flags: FLUSH }),
    fc.constant({ mark: `step-${value}` }),
  );
const entries = fc
  .integer({ min: 1, max: 30 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, index) => entry(index + 1))));

/** What each sector may hold when all up to an entry is there, by the plainest reading of the log. */
function applied(written: readonly SampleEntry[], upTo: number): number[] {
  const disk: number[] = Array(DISK_SECTORS).fill(0);
  for (const one of written.slice(0, upTo + 1)) {
    if (!('data' in one)) continue;
    for (let at = 0; at < one.data.length / SECTOR; at++) disk[one.sector + at] = one.data[0] ?? 0;
  }
  return disk;
}

const valuesOf = (disk: Uint8Array) => Array.from({ length: DISK_SECTORS }, (_, sector) => disk[sector * SECTOR] ?? 0);

describe('power cuts', () => {
  it('at a flush: everything before is there, and nothing after', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (written) => {
        const bytes = logOf(written);
        const log = readWriteLog(readerOf(bytes));
        const disk = new DiskAfterCut(emptyDisk(), log, readerOf(bytes));
        for (const cut of cutsAtFlushes(log)) {
          await disk.at(cut, async (content) => expect(valuesOf(content)).toEqual(applied(written, cut.upTo)));
          const marks = written.slice(0, cut.upTo + 1).flatMap((one) => ('mark' in one ? [one.mark] : []));
          expect(cut.acknowledged).toBe(marks.at(-1) ?? null);
        }
      }),
    );
  });

  it('between flushes: whatever was flushed, forced or acknowledged is there, the rest may be', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.nat(), async (written, seed) => {
        const bytes = logOf(written);
        const log = readWriteLog(readerOf(bytes));
        const disk = new DiskAfterCut(emptyDisk(), log, readerOf(bytes));
        const cuts = cutsBetweenFlushes(log, 8, new Random(seed, 0)).toSorted((a, b) => a.upTo - b.upTo);
        for (const cut of cuts) {
          const beyond = cut.also.map(({ entry: index }) => written[index]);
          expect(beyond.every((one) => one !== undefined && 'data' in one && one.flags === 0)).toBe(true);
          await disk.at(cut, async (content) => {
            const possible = new Set(beyond.map((one) => (one !== undefined && 'data' in one ? one.data[0] : 0)));
            for (const [sector, value] of valuesOf(content).entries()) {
              if (!possible.has(value)) expect(value).toBe(applied(written, cut.upTo)[sector]);
            }
          });
          // what was on the disk for one cut is gone for the next
          await disk.at({ ...cut, also: [] }, async (content) => {
            expect(valuesOf(content)).toEqual(applied(written, cut.upTo));
          });
        }
      }),
    );
  });

  it('tear a write at a sector', async () => {
    const written = [{ sector: 1, data: sectorsOf(7, 2), flags: 0 }];
    const bytes = logOf(written);
    const log = readWriteLog(readerOf(bytes));
    const disk = new DiskAfterCut(emptyDisk(), log, readerOf(bytes));
    const cut = { upTo: -1, also: [{ entry: 0, torn: SECTOR }], acknowledged: null };
    await disk.at(cut, async (content) => expect(valuesOf(content)).toEqual([0, 7, 0, 0, 0, 0]));
  });

  it('are each looked at once where they leave the same, with all that was acknowledged by then', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (written) => {
        const bytes = logOf(written);
        const log = readWriteLog(readerOf(bytes));
        const all = cutsAtFlushes(log);
        const different = withoutRepeats(all, log);
        for (const cut of all) {
          const stands = different.find(({ upTo }) => upTo >= cut.upTo);
          expect(applied(written, stands?.upTo ?? -1)).toEqual(applied(written, cut.upTo));
        }
        expect(different.at(-1)).toEqual(all.at(-1));
        const disk = new DiskAfterCut(emptyDisk(), log, readerOf(bytes));
        for (const cut of different) {
          const marks = written.slice(0, cut.upTo + 1).filter((one) => 'mark' in one);
          expect(cut.acknowledged).toBe(marks.at(-1)?.mark ?? null);
          await disk.at(cut, async (content) => expect(valuesOf(content)).toEqual(applied(written, cut.upTo)));
        }
      }),
    );
  });

  it('go forward in time only', async () => {
    const log = readWriteLog(readerOf(logOf([{ mark: 'a' }, { mark: 'b' }])));
    const disk = new DiskAfterCut(emptyDisk(), log, readerOf(new Uint8Array(0)));
    const cut = { upTo: 1, also: [], acknowledged: null };
    await disk.at(cut, async () => {});
    await expect(disk.at({ ...cut, upTo: 0 }, async () => {})).rejects.toThrow('forward');
  });

  it('are spread evenly where there are too many, the last among them', () => {
    expect(thinned([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([3, 5, 7]);
    expect(thinned([1, 2], 3)).toEqual([1, 2]);
  });
});
