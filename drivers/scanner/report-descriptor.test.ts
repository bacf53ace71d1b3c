import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HAND_HELD_DESCRIPTOR, OPAQUE_DESCRIPTOR } from '../../fixtures/devices/hid-scanner.ts';
import { PROFILE_LAYOUTS } from './known-scanners.ts';
import { inputFields } from './report-descriptor.ts';
import { layoutsOf } from './report-layout.ts';

function hex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

test('a real descriptor gives the layout that the manual of the maker prints', () => {
  expect(layoutsOf(HAND_HELD_DESCRIPTOR)).toEqual([PROFILE_LAYOUTS.honeywell]);
});

test('a descriptor without the parts of a report gives no layout', () => {
  expect(inputFields(OPAQUE_DESCRIPTOR)).toMatchObject({ ok: true });
  expect(layoutsOf(OPAQUE_DESCRIPTOR)).toEqual([]);
});

const PAGE = '05 8c 09 02 a1 01';
const BYTES = '15 00 26 ff 00 75 08';
describe('layouts', () => {
  test('without report ids, count and symbology: data from the first byte on', () => {
    expect(layoutsOf(hex(`${PAGE} ${BYTES} 95 40 09 fe 81 02 c0`))).toEqual([
      { reportId: 0, length: null, aim: [], data: { offset: 0, size: 64 }, more: null },
    ]);
  });

  test('a constant before the data takes room; "continued" may be any bit', () => {
    const descriptor = `${PAGE} 85 05 ${BYTES} 95 02 81 03 95 10 09 fe 81 02 75 01 95 03 81 03 95 01 09 ff 81 02 c0`;
    expect(layoutsOf(hex(descriptor))).toEqual([
      { reportId: 5, length: null, aim: [], data: { offset: 3, size: 16 }, more: { offset: 19, mask: 8 } },
    ]);
  });

  test('usages in ranges, long usages, push and pop, and items that are longer than they need to be', () => {
    const descriptor = `${PAGE} 85 02 ${BYTES} a4 05 01 95 01 09 3b 81 02 b4 19 fb 29 fd 97 03 00 00 00 81 02 95 08 0b fe 00 8c 00 81 02 c0`;
    expect(layoutsOf(hex(descriptor))).toMatchObject([{ length: 1, aim: [2, 3, 4], data: { offset: 5, size: 8 } }]);
  });

  test('two reports with data are both read; data that is not in whole bytes is not', () => {
    const one = (id: string, size: string) => `85 ${id} 75 ${size} 95 08 09 fe 81 02`;
    const found = layoutsOf(hex(`${PAGE} ${one('02', '08')} ${one('03', '08')} ${one('04', '07')} c0`));
    expect(found.map(({ reportId }) => reportId)).toEqual([2, 3]);
  });
});

test.each([
  ['cut in an item', '05 8c 09 02 a1 01 26 ff', 'truncated'],
  ['cut in a long item', 'fe 05 00 01', 'truncated'],
  ['a collection that does not end', '05 8c 09 02 a1 01', 'unbalanced'],
  ['an end without its collection', 'c0', 'unbalanced'],
  ['a pop without its push', 'b4', 'unbalanced'],
  ['a report of 4 GiB', '75 08 97 ff ff ff ff 81 02', 'too-large'],
  ['more usages than any device has', '75 01 96 00 40 1b 01 00 01 00 2b ff ff 01 00 81 02', 'too-large'],
  ['pushes without end', 'a4'.repeat(100), 'unbalanced'],
  ['8 KiB', '00'.repeat(8192), 'too-long'],
])('%s is refused', (_name, descriptor, error) => {
  expect(inputFields(hex(descriptor))).toEqual({ ok: false, error });
});

/** Bytes that are likely to be items. */
const descriptors = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('058c', '09fe', '09ff', '093b', '7508', '9538', '8502', '8102', 'a101', 'c0', 'a4', 'b4', '8103'),
    )
    .map((items) => hex(items.join(''))),
  fc
    .tuple(fc.nat(HAND_HELD_DESCRIPTOR.length - 1), fc.integer({ min: 0, max: 255 }))
    .map(([at, byte]) => Uint8Array.from(HAND_HELD_DESCRIPTOR).with(at, byte)),
);

test('any bytes are answered, and no field lies beyond its report or over another', () => {
  fc.assert(
    fc.property(descriptors, (descriptor) => {
      const fields = inputFields(descriptor);
      if (!fields.ok) return;
      const ends = new Map<number, number>();
      for (const { reportId, bitOffset, bitSize, count } of fields.value) {
        expect(bitOffset).toBeGreaterThanOrEqual(ends.get(reportId) ?? 0);
        ends.set(reportId, bitOffset + bitSize * count);
      }
      for (const { data, length, aim, more } of layoutsOf(descriptor)) {
        expect(data.size).toBeGreaterThan(0);
        for (const offset of [length, more?.offset ?? null, ...aim]) {
          if (offset !== null) expect(offset < data.offset || offset >= data.offset + data.size).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
