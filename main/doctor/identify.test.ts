import { describe, expect, test } from 'vitest';
import type { HidEntry } from '../../drivers/hid-device.ts';
import { KNOWN_SCANNERS } from '../../drivers/scanner/known-scanners.ts';
import { HAND_HELD_DESCRIPTOR, OPAQUE_DESCRIPTOR } from '../../fixtures/devices/hid-scanner.ts';
import { FakeUsbRelay } from '../../fixtures/devices/usb-relay.ts';
import { scannerConfigSchema, turnstileConfigSchema } from '../contract/station-config.ts';
import { byPath, identifyHid } from './identify-hid.ts';
import { identifyPort } from './identify-port.ts';

function entry(values: Partial<HidEntry>): HidEntry {
  return {
    path: '/dev/hidraw3',
    vendorId: 0x4321,
    productId: 0x0001,
    serial: null,
    manufacturer: null,
    product: null,
    usagePage: 0x8c,
    usage: 2,
    ...values,
  };
}

function identified(values: Partial<HidEntry>, descriptor: Uint8Array | null = HAND_HELD_DESCRIPTOR, alike = 1) {
  return identifyHid([entry(values)], descriptor, alike);
}

const KEYBOARD = { usagePage: 1, usage: 6 };

describe('HID devices', () => {
  test('a scanner that nobody knows is one by its descriptor', () => {
    expect(identified({})).toMatchObject({ scanner: { kind: 'hid', usb: '4321:0001' }, cause: null });
    expect(identified({}, OPAQUE_DESCRIPTOR)).toMatchObject({ scanner: null, cause: 'layout-unknown' });
  });

  test('each row of the table is a scanner that can be read, or is told how it must be set', () => {
    for (const row of KNOWN_SCANNERS) {
      const of = { vendorId: row.vendorId, productId: row.productId ?? 0x0b61 };
      const { cause, scanner } = identified(row.productId === null ? of : { ...of, usagePage: 0xff00 }, null);
      expect(cause).toBe(row.profile === null ? row.mode : null);
      expect(scanner?.kind).toBe(cause === null ? 'hid' : cause === 'mode-keyboard' ? 'wedge' : undefined);
    }
  });

  test('two of a make are told apart by serial number, or else by path', () => {
    expect(identified({ serial: 'B' }, HAND_HELD_DESCRIPTOR, 2).scanner).toEqual({
      kind: 'hid',
      usb: '4321:0001',
      serial: 'B',
    });
    expect(identified({}, HAND_HELD_DESCRIPTOR, 2).scanner).toEqual({ kind: 'hid', path: '/dev/hidraw3' });
  });

  test('a keyboard is a scanner by its vendor or its name alone', () => {
    expect(identified({ ...KEYBOARD, vendorId: 0x1eab })).toMatchObject({
      cause: 'mode-keyboard',
      scanner: { kind: 'wedge' },
    });
    expect(identified({ ...KEYBOARD, product: '2D Barcode Scanner' }).cause).toBe('mode-keyboard');
    expect(identified({ ...KEYBOARD, product: 'USB Keyboard' })).toMatchObject({ cause: null, scanner: null });
  });

  test('a scanner on a page of its vendor alone cannot be read', () => {
    expect(identified({ vendorId: 0x0c2e, usagePage: 0xff00 }).cause).toBe('mode-unreadable');
  });

  test('a scanner with a keyboard beside its scanner page is read by the scanner page', () => {
    const [device] = byPath([entry({ ...KEYBOARD, vendorId: 0x0c2e }), entry({ vendorId: 0x0c2e })]);
    if (device === undefined) return expect.unreachable();
    expect(identifyHid(device, HAND_HELD_DESCRIPTOR, 1)).toMatchObject({ cause: null, scanner: { kind: 'hid' } });
  });

  test('relay boards are known, the shared id of V-USB alone makes none', () => {
    for (const kind of ['usbrelay', 'hid-5131', 'hid-0519'] as const) {
      const board = new FakeUsbRelay(kind, '/dev/hidraw9');
      board.plug();
      const [device] = byPath(board.entry());
      if (device === undefined) return expect.unreachable();
      expect(identifyHid(device, null, 1).turnstile?.kind).toBe(kind);
    }
    expect(identified({ vendorId: 0x16c0, productId: 0x05df, product: 'PowerSwitch' }).turnstile).toBeNull();
  });

  test('what is said for station.json is taken by its schema', () => {
    const said = [
      identified({}),
      identified({ serial: 'B' }, HAND_HELD_DESCRIPTOR, 2),
      identified({}, HAND_HELD_DESCRIPTOR, 2),
      identified({ ...KEYBOARD, vendorId: 0x1eab }),
      identified({ vendorId: 0x16c0, productId: 0x05df, product: 'USBRelay2' }),
      identified({ vendorId: 0x16c0, productId: 0x05df, product: 'USBRelay2' }, null, 2),
      identified({ vendorId: 0x0519, productId: 0x2018 }, null, 2),
      ...[null, 0x1a86, 0x0403, 0x1eab, 0x9999].map((vendorId) => port(vendorId)),
    ];
    for (const { scanner, turnstile } of said) {
      if (scanner !== null) expect(scannerConfigSchema.safeParse(scanner).success, JSON.stringify(scanner)).toBe(true);
      if (turnstile !== null)
        expect(turnstileConfigSchema.safeParse(turnstile).success, JSON.stringify(turnstile)).toBe(true);
    }
  });
});

function port(vendorId: number | null, product: string | null = null) {
  const usb = vendorId === null ? null : { vendorId, productId: 0x7523, manufacturer: null, product, serial: null };
  return identifyPort({ path: '/dev/ttyUSB0', stablePath: '/dev/serial/by-id/usb-x', usb });
}

describe('serial ports', () => {
  test('by vendor, chip and product; always under the name that stays', () => {
    expect(port(0x0c2e)).toMatchObject({ scanner: { path: '/dev/serial/by-id/usb-x' }, turnstile: null });
    expect(port(0x1a86).turnstile).toEqual({ kind: 'lcus', path: '/dev/serial/by-id/usb-x', channel: 1 });
    expect(port(0x0403).turnstile?.kind).toBe('modbus');
    expect(port(0x9999, 'Barcode Reader').turnstile).toBeNull();
    expect(port(null).scanner?.kind).toBe('serial');
  });
});
