import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLUSH, FUA, logOf, readerOf, sectorsOf } from './log.sample.ts';
import { readWriteLog, SECTOR } from './write-log.ts';

describe('the log of dm-log-writes', () => {
  it('gives writes, flushes, discarded ranges and marks in their order', () => {
    const log = logOf([
      { sector: 8, data: sectorsOf(1, 2), flags: 0 },
      { mark: 'step-1' },
      { sector: 0, data: new Uint8Array(0), flags: 16 | FUA | FLUSH },
      { sector: 3, discardedSectors: 4 },
      { sector: 2, data: sectorsOf(9), flags: 16 | FUA },
    ]);
    const write = { kind: 'write', flush: false, fua: false };
    expect(readWriteLog(readerOf(log))).toEqual([
      { ...write, at: 8 * SECTOR, length: 2 * SECTOR, data: 2 * SECTOR },
      { kind: 'mark', text: 'step-1' },
      { ...write, at: 0, length: 0, data: 6 * SECTOR, flush: true, fua: true },
      { ...write, at: 3 * SECTOR, length: 4 * SECTOR, data: null },
      { ...write, at: 2 * SECTOR, length: SECTOR, data: 8 * SECTOR, fua: true },
    ]);
  });

  it('refuses what is no such log, or one that is cut off: nothing may pass for want of entries', () => {
    const log = logOf([{ sector: 8, data: sectorsOf(1, 2), flags: 0 }, { mark: 'end' }]);
    expect(readWriteLog(readerOf(log))).toHaveLength(2);
    expect(() => readWriteLog(readerOf(new Uint8Array(SECTOR)))).toThrow('no log');
    expect(() => readWriteLog(readerOf(log.subarray(0, 3 * SECTOR)))).toThrow('ends within entry 1');
    const withoutItsData = logOf([{ sector: 8, data: sectorsOf(1, 2), flags: 0 }]).subarray(0, 3 * SECTOR);
    expect(() => readWriteLog(readerOf(withoutItsData))).toThrow('ends within its last entry');
    expect(() => readWriteLog(readerOf(log.subarray(0, 100)))).toThrow('ends within the superblock');
    log.writeUInt32LE(4096, 24);
    expect(() => readWriteLog(readerOf(log))).toThrow('sectors of 4096');
  });

  it('comes to an end whatever the bytes', () => {
    const heads = fc.uint8Array({ maxLength: 4 * SECTOR });
    fc.assert(
      fc.property(heads, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (bytes, count) => {
        const log = Buffer.concat([logOf([]), bytes]);
        log.writeBigUInt64LE(count, 16);
        try {
          expect(readWriteLog(readerOf(log)).length).toBeLessThan(10);
        } catch (error) {
          expect(String(error)).toMatch(/ends within/);
        }
      }),
    );
  });
});
