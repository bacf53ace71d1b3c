import fc from 'fast-check';
import { expect, test } from 'vitest';
import { variantCommand, variantQuestion } from './hid-variants.ts';
import { readState, relayCommand, relaysOf } from './usbrelay-protocol.ts';

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('hex');

test.each([
  [1, true, '00ff01000000000000'],
  [1, false, '00fd01000000000000'],
  [8, true, '00ff08000000000000'],
])('usbrelay %i on %s is %s', (channel, on, bytes) => {
  expect(hex(relayCommand(channel, on))).toBe(bytes);
});

test.each([
  ['hid-5131', 1, true, '00a00101a2'],
  ['hid-5131', 2, false, '00a00200a2'],
  ['hid-0519', 1, true, '00f100000000000000'],
  ['hid-0519', 2, false, '000200000000000000'],
] as const)('%s %i on %s is %s', (variant, channel, on, bytes) => {
  expect(hex(variantCommand(variant, channel, on))).toBe(bytes);
});

test('only a 5131 board can be asked', () => {
  expect([hex(variantQuestion('hid-5131')), variantQuestion('hid-0519')]).toEqual(['00ff', null]);
});

test('the state of a usbrelay is read the same with and without the number of its report', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
    minLength: 5,
    maxLength: 5,
  });
  fc.assert(
    fc.property(printable, fc.nat(255), fc.integer({ min: 1, max: 8 }), (serial, relays, channel) => {
      const state = Uint8Array.of(...Buffer.from(serial), 0, 0, relays);
      for (const report of [
        state,
        Uint8Array.of(...state, 0),
        Uint8Array.of(0, ...state),
        Uint8Array.of(1, ...state),
      ]) {
        const read = readState(report);
        expect(read?.serial).toBe(serial);
        expect(read?.isOn(channel)).toBe(relays.toString(2).at(-channel) === '1');
      }
    }),
  );
});

test('whatever a device answers is read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (report) => {
      const read = readState(report);
      expect(read === null || report.length >= 8).toBe(true);
    }),
  );
});

test.each([
  ['USBRelay2', 2],
  ['USBRelay8', 8],
  ['USBRelay', 0],
  ['USBasp', 0],
  [null, 0],
])('%s has %i relays', (product, relays) => {
  expect(relaysOf(product)).toBe(relays);
});
