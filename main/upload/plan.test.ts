import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATCH_LIMITS, type Batch, batchJson, type PlannedRow, planBatches, splitBatch } from './plan.ts';

const rows = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 60 }).map((texts) =>
  texts.map(
    (text, index): PlannedRow => ({
      seq: index + 1,
      uuid: `u${index + 1}`,
      attempts: 0,
      json: JSON.stringify({ text }),
    }),
  ),
);
const limits = fc.record({ rows: fc.integer({ min: 1, max: 10 }), bytes: fc.integer({ min: 40, max: 400 }) });

const bytes = (batch: Batch) => Buffer.byteLength(batchJson('cho', batch));

describe('a plan', () => {
  test('holds every row once, in order, within both limits; those that no request can hold apart', () => {
    fc.assert(
      fc.property(rows, limits, (all, limit) => {
        const { batches, tooLarge } = planBatches('cho', all, limit);
        const planned = batches.flat();
        expect(planned).toEqual(all.filter((row) => !tooLarge.includes(row)));
        expect(planned.length + tooLarge.length).toBe(all.length);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(limit.rows);
          expect(bytes(batch)).toBeLessThanOrEqual(limit.bytes);
        }
        for (const row of tooLarge) expect(bytes([row])).toBeGreaterThan(limit.bytes);
      }),
    );
  });

  test('wastes no request: no batch could have taken the first row of the next', () => {
    fc.assert(
      fc.property(rows, limits, (all, limit) => {
        const { batches } = planBatches('cho', all, limit);
        for (const [index, batch] of batches.entries()) {
          const next = batches[index + 1]?.[0];
          if (next === undefined || batch.length === limit.rows) continue;
          expect(bytes([...batch, next])).toBeGreaterThan(limit.bytes);
        }
      }),
    );
  });

  test('counts bytes of UTF-8, not characters', () => {
    const row = { seq: 1, uuid: 'u', attempts: 0, json: JSON.stringify('ộ'.repeat(400_000)) };
    expect(planBatches('cho', [row]).tooLarge).toEqual([row]);
    expect(row.json.length).toBeLessThan(BATCH_LIMITS.bytes);
  });
});

test('the body is the JSON of a batch', () => {
  const row = { seq: 1, uuid: 'u', attempts: 0, json: '{"a":"ạ"}' };
  expect(JSON.parse(batchJson('chợ "1"', [row, row]))).toEqual({ station: 'chợ "1"', rows: [{ a: 'ạ' }, { a: 'ạ' }] });
});

test('halving again and again reaches every row by itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (size) => {
      const row = (seq: number): PlannedRow => ({ seq, uuid: `u${seq}`, attempts: 0, json: '{}' });
      const queue: Batch[] = [[row(1), ...Array.from({ length: size - 1 }, (_, index) => row(index + 2))]];
      const single: number[] = [];
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        const halves = splitBatch(batch);
        if (halves === null) single.push(batch[0].seq);
        else queue.unshift(...halves);
      }
      expect(single).toEqual(Array.from({ length: size }, (_, index) => index + 1));
    }),
  );
});
