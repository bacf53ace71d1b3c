import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvScan } from './csv-scan.ts';
import { csvText, guardFormula, unguardFormula } from './csv-text.ts';
import { parseCsv } from './testing/export-rows.ts';

const hostile = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '＝', "'", ';', '\t', '\r', '\n', ',', '"', 'ễ', 'a', '1', ' '),
  maxLength: 20,
});

describe('the CSV of an export', () => {
  it.each([
    ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
    ['+84943123456', "'+84943123456"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['AN;=1+1', "AN;'=1+1"],
    ['AN\n=1+1', "AN\n'=1+1"],
    ["'=1", "''=1"],
    ['NGUYỄN-A = B', 'NGUYỄN-A = B'],
  ])('runs no formula: %j', (cell, guarded) => {
    expect(guardFormula(cell)).toBe(guarded);
  });

  it('gives back every cell, and none begins like a formula wherever a spreadsheet may split', () => {
    const cells = fc.array(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 30 })), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 8 }), (records) => {
        const read = parseCsv(csvText(records));
        expect(read.map((record) => record.map(unguardFormula))).toEqual(records);
        const starts = read.flat().flatMap((cell) => cell.split(/[;\t\r\n]/));
        return starts.every((start) => !/^[=+\-@＝＋－＠]/.test(start));
      }),
    );
  });

  it('is counted alike however the bytes are split', () => {
    const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
    const records = fc.array(fc.tuple(hostile, hash), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 90 }), (all, size) => {
        const bytes = Buffer.from(csvText([['name', 'hash'], ...all]), 'utf8');
        const scan = new CsvScan();
        for (let at = 0; at < bytes.length; at += size) scan.push(bytes.subarray(at, at + size));
        expect(scan).toMatchObject({
          broken: false,
          records: all.length,
          header: 'hash',
          first: all[0]?.[1],
          newest: all.at(-1)?.[1],
        });
      }),
    );
  });
});
