import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRun, encodeRun, findInRun } from './posting-run.ts';

const term = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
/** Beyond 32 bits too. */
const rows = fc
  .uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1, maxLength: 40 })
  .map((seqs) => seqs.sort((a, b) => a - b));
const postings = fc.array(fc.tuple(term, rows), { maxLength: 12 }).map((entries) => new Map(entries));

test('a run gives back what was put into it, in the order of its terms, however it is filled up', () => {
  fc.assert(
    fc.property(postings, fc.nat(300), (given, filling) => {
      const run = Buffer.concat([encodeRun(given), Buffer.alloc(filling)]);
      const terms = [...decodeRun(run)];
      expect(new Map(terms)).toEqual(given);
      expect(terms.map(([each]) => each)).toEqual([...given.keys()].sort());
    }),
  );
});

test('the rows of all terms that begin so are found, and of no others', () => {
  fc.assert(
    fc.property(postings, fc.array(term, { maxLength: 3 }), fc.nat(5), (given, others, length) => {
      const starts = [...others, ...[...given.keys()].map((each) => [...each].slice(0, 1 + length).join(''))].slice(
        0,
        4,
      );
      const found = new Set<number>();
      findInRun(
        encodeRun(given),
        starts.map((start) => Buffer.from(start)),
        null,
        found,
      );
      const expected = [...given].filter(([each]) => starts.some((start) => each.startsWith(start)));
      expect(found).toEqual(new Set(expected.flatMap(([, seqs]) => seqs)));
    }),
  );
});
