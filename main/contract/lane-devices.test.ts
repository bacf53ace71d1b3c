import { expect, test } from 'vitest';
import { stationConfigSchema } from './station-config.ts';

/** What is wrong with a station that has such lanes. */
function clashes(...lanes: object[]): string[] {
  const parsed = stationConfigSchema.safeParse({
    site: { id: 'cho', name: 'Chợ', type: 'cho' },
    station: 'cho-1',
    locality: 'hcm',
    lanes: lanes.map((lane, index) => ({ name: `${index}`, direction: index % 2 === 0 ? 'in' : 'out', ...lane })),
  });
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

const turnstiles = (...each: object[]) => clashes(...each.map((turnstile) => ({ turnstile })));
const scanners = (...each: object[]) => clashes(...each.map((scanner) => ({ scanners: [scanner] })));
const MODBUS = { kind: 'modbus', path: '/dev/a' };
const USBRELAY = { kind: 'usbrelay' };

test.each<[string, object[]]>([
  [
    'two relays of one LCUS board',
    [
      { kind: 'lcus', path: '/dev/a' },
      { kind: 'lcus', path: '/dev/a', channel: 2 },
    ],
  ],
  ['two relays of the only usbrelay board', [USBRELAY, { ...USBRELAY, channel: 2 }]],
  [
    'two relays of one usbrelay board',
    [
      { ...USBRELAY, serial: 'CHOT1' },
      { ...USBRELAY, serial: 'CHOT1', channel: 2 },
    ],
  ],
  ['two relays of the only 5131 board', [{ kind: 'hid-5131' }, { kind: 'hid-5131', channel: 2 }]],
  [
    'two coils, with an input each',
    [
      { ...MODBUS, passageInput: 0 },
      { ...MODBUS, coil: 1, passageInput: 1 },
    ],
  ],
  [
    'two boards on one adapter',
    [
      { ...MODBUS, passageInput: 0 },
      { ...MODBUS, unit: 2, passageInput: 0 },
    ],
  ],
  ['a board each', [{ ...USBRELAY, serial: 'CHOT1' }, { ...USBRELAY, serial: 'CHOT2' }, { kind: 'hid-0519' }, MODBUS]],
])('turnstiles on %s are taken', (_name, each) => {
  expect(turnstiles(...each)).toEqual([]);
});

test.each<[string, object[], string]>([
  [
    'relay',
    [
      { kind: 'lcus', path: '/dev/a' },
      { kind: 'lcus', path: '/dev/a' },
    ],
    'path: relay 1 of "/dev/a" is named twice',
  ],
  ['relay of the only board', [USBRELAY, USBRELAY], 'serial: relay 1 of "usbrelay" is named twice'],
  ['coil', [MODBUS, { ...MODBUS, flashOn: true }], 'path: coil 0 of unit 1 on "/dev/a" is named twice'],
  [
    'passage input',
    [
      { ...MODBUS, passageInput: 0 },
      { ...MODBUS, coil: 1, passageInput: 0 },
    ],
    'path: input 0 of unit 1 on "/dev/a" is named twice',
  ],
  ['line, at two speeds', [MODBUS, { ...MODBUS, unit: 2, baud: 19_200 }], 'path: "/dev/a" is named with two speeds'],
  ['path, as two kinds', [MODBUS, { kind: 'lcus', path: '/dev/a' }], 'path: "/dev/a" is named as two kinds of board'],
  [
    'board, once by its serial and once as the only one',
    [
      { ...USBRELAY, serial: 'CHOT1' },
      { ...USBRELAY, channel: 2 },
    ],
    'serial: which of several usbrelay boards is not said',
  ],
])('two turnstiles on the same %s are refused: one would open the other gate', (_name, each, message) => {
  expect(turnstiles(...each)).toEqual([`lanes.1.turnstile.${message}`]);
});

test.each<[string, object[], string]>([
  [
    'two ports of the same name',
    [
      { kind: 'serial', path: '/dev/a' },
      { kind: 'serial', path: '/dev/a' },
    ],
    'path: "/dev/a" is named twice',
  ],
  [
    'two of the same make',
    [
      { kind: 'hid', usb: '0c2e:0b61' },
      { kind: 'hid', usb: '0c2e:0b61' },
    ],
    'usb: "0c2e:0b61" is named twice',
  ],
  [
    'one by its make, one by make and serial',
    [
      { kind: 'hid', usb: '0c2e:0b61' },
      { kind: 'hid', usb: '0c2e:0b61', serial: 'A' },
    ],
    'serial: which of several 0c2e:0b61 scanners is not said: give each its "serial" or "path"',
  ],
  [
    'the same the other way round',
    [
      { kind: 'hid', usb: '0c2e:0b61', serial: 'A' },
      { kind: 'hid', usb: '0c2e:0b61' },
    ],
    'usb: which of several 0c2e:0b61 scanners is not said: give each its "serial" or "path"',
  ],
])('scanners: %s are refused: a person going in would be counted out', (_name, each, message) => {
  expect(scanners(...each)).toEqual([`lanes.1.scanners.0.${message}`]);
});

test('scanners of two makes, and two of a make by their serials, are taken', () => {
  const make = (usb: string, serial: string | null = null) => ({ kind: 'hid', usb, serial });
  expect(scanners(make('0c2e:0b61', 'A'), make('0c2e:0b61', 'B'), make('1eab:0003'))).toEqual([]);
});

test('a port that is a scanner and a turnstile is refused', () => {
  const lane = { scanners: [{ kind: 'serial', path: '/dev/a' }], turnstile: { kind: 'lcus', path: '/dev/a' } };
  expect(clashes(lane)).toEqual(['lanes.0.turnstile.path: "/dev/a" is named as a scanner too']);
});

test('a path with a blank at an end, which nobody sees, is refused; one within stands', () => {
  const told = (path: string) => scanners({ kind: 'serial', path });
  expect(told('/dev/ttyACM0 ')).toEqual(['lanes.0.scanners.0.path: a path without blanks before or behind it']);
  expect(told(' /dev/ttyACM0')).toHaveLength(1);
  expect(told('/dev/ttyACM0\n')).toHaveLength(1);
  expect(told('/dev/my scanner')).toEqual([]);
});
