import { describe, expect, test } from 'vitest';
import type { HidEntry } from '../../drivers/hid-device.ts';
import type { UsbDevice } from '../../drivers/list-usb-devices.ts';
import { openSerialPort } from '../../drivers/serial-port.ts';
import { FakeHidScanner, hidBus, OPAQUE_DESCRIPTOR } from '../../fixtures/devices/hid-scanner.ts';
import { type LaneConfig, laneConfigSchema } from '../contract/station-config.ts';
import { checkHid } from './check-hid.ts';
import { checkLibraries } from './check-libraries.ts';
import { checkPorts } from './check-ports.ts';
import { checkScanners } from './check-scanners.ts';
import type { DeviceDesk } from './device-desk.ts';
import { verbatim } from './finding.ts';
import { findingLines } from './lines.ts';

const RIGHT = verbatim('install the rules');

function desk(scanners: readonly FakeHidScanner[], values: Partial<DeviceDesk> = {}): DeviceDesk {
  return {
    bus: hidBus(scanners),
    openSerial: openSerialPort,
    ports: [],
    holders: async () => [],
    station: [],
    portRight: async () => RIGHT,
    hidRight: async () => RIGHT,
    isProbed: async () => false,
    ...values,
  };
}

function plugged(entry: Partial<HidEntry> = {}, descriptor?: Uint8Array | null): FakeHidScanner {
  const fake = new FakeHidScanner(descriptor === undefined ? { entry } : { entry, descriptor });
  fake.plug();
  return fake;
}

function lanes(...scanners: object[]): LaneConfig[] {
  return [laneConfigSchema.parse({ name: 'A', direction: 'in', scanners })];
}

const BY_USB = { kind: 'hid', usb: '0c2e:0b61' };

describe('HID scanners of station.json', () => {
  const told = async (scanner: object, at: DeviceDesk) => {
    const findings = await checkScanners('/data', lanes(scanner), at);
    return findings.map(({ status, what, todo }) => [status, what.en, todo?.en ?? null]);
  };

  test('one that describes its reports is read by that, and is let go again', async () => {
    const fake = plugged();
    expect(await told(BY_USB, desk([fake]))).toEqual([
      [
        'ok',
        'Lane A, 0c2e:0b61: opens; read by its own descriptor: report 2, length @1, AIM @2, data @5+56, more @63&1',
        null,
      ],
    ]);
    expect(fake.isOpen).toBe(false);
  });

  test('one that does not is read by the table, or by what station.json says', async () => {
    const byTable = await told(BY_USB, desk([plugged({}, OPAQUE_DESCRIPTOR)]));
    expect(byTable[0]?.[1]).toContain('read by the table: report 2, length @1, AIM @2, data @5+56');
    const byProfile = await told({ ...BY_USB, profile: 'newland' }, desk([plugged()]));
    expect(byProfile[0]?.[1]).toContain('"profile" of station.json: report 2, length @1, no AIM, data @2+56');
  });

  test('no right to open it: the fix is told', async () => {
    const fake = plugged();
    fake.openFailures.push({ problem: 'permission', detail: 'Permission denied' });
    const [finding] = await told(BY_USB, desk([fake]));
    expect(finding).toEqual(['fail', expect.stringContaining('no right to open it'), 'install the rules']);
  });

  test('a mode that cannot be read, and one that is not there, are told', async () => {
    const ibm = plugged({ vendorId: 0x05e0, productId: 0x1300, usagePage: 0xff45 }, null);
    expect(await told({ kind: 'hid', usb: '05e0:1300' }, desk([ibm]))).toEqual([
      ['fail', expect.stringContaining('wrong mode'), expect.stringContaining('USB-COM or HID POS')],
    ]);
    const other = plugged({ vendorId: 0x1eab, productId: 0x0c10 });
    expect((await told(BY_USB, desk([other])))[0]).toEqual([
      'fail',
      expect.stringContaining('not found'),
      expect.stringContaining('There is: 1eab:0c10'),
    ]);
  });

  test('a stranger that reads along is named, the station that runs is none', async () => {
    const [stranger, station] = [
      { pid: 7, command: 'barcoded' },
      { pid: 8, command: 'chot' },
    ];
    const at = desk([plugged()], { holders: async () => [stranger, station], station: [station] });
    const findings = await told(BY_USB, at);
    expect(findings.map(([status]) => status)).toEqual(['ok', 'info']);
    expect(findings[1]?.[1]).toContain('barcoded (process 7)');
  });
});

describe('HID devices of the machine', () => {
  const names = { wedge: false, lacksRight: async () => null };
  const status = async (fake: FakeHidScanner, more: Partial<typeof names> = {}) => {
    const [finding] = await checkHid(fake.bus, [], { ...names, ...more });
    return [finding?.status, finding?.todo?.en ?? null];
  };

  test('a scanner is told with what would use it, and with the right that lacks', async () => {
    const snippet = 'station.json: "scanners": [{"kind":"hid","usb":"0c2e:0b61"}]';
    expect(await status(plugged())).toEqual(['info', snippet]);
    const lacksRight = async () => RIGHT;
    const [finding] = await checkHid(plugged().bus, [], { wedge: false, lacksRight });
    expect([finding?.status, finding?.todo?.en]).toEqual(['warn', `install the rules; ${snippet}`]);
  });

  test('a scanner that is a keyboard is well where station.json has one, and else is told how to set it', async () => {
    const keyboard = () => plugged({ vendorId: 0x1eab, usagePage: 1, usage: 6 });
    expect(await status(keyboard())).toEqual(['warn', expect.stringContaining('"wedge"')]);
    expect(await status(keyboard(), { wedge: true })).toEqual(['ok', null]);
  });

  test('a scanner that no driver has taken is told, one that is a port is not', async () => {
    const device = (drivers: string[]): UsbDevice => ({
      place: '1-1',
      vendorId: 0x1eab,
      productId: 0x0d02,
      manufacturer: null,
      product: 'EM2028',
      serial: null,
      drivers,
    });
    const [finding] = await checkHid(hidBus([]), [device([])], names);
    expect(finding).toMatchObject({
      status: 'warn',
      todo: { en: expect.stringContaining('vendor=0x1eab product=0x0d02') },
    });
    expect((await checkHid(hidBus([]), [device(['cdc_acm'])], names)).map((each) => each.status)).toEqual(['info']);
  });

  test('what a device says of itself does not reach the terminal as control characters', async () => {
    const [finding] = await checkHid(plugged({ product: 'Scan\u001b[2J\u202ener' }).bus, [], names);
    expect(finding?.what.en).toMatch(/Scan \[2J ner/);
  });

  test('a serial number that would command the terminal is written so that it can be copied', async () => {
    const serial = 'A\u009b31m\u202e';
    const alike = [plugged({ serial, path: '/dev/hidraw1' }), plugged({ serial: 'B', path: '/dev/hidraw2' })];
    const [finding] = await checkHid(hidBus(alike), [], names);
    const snippet = /\{.*\}/.exec(finding?.todo?.en ?? '')?.[0] ?? '';
    expect(snippet).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(snippet)).toEqual({ kind: 'hid', usb: '0c2e:0b61', serial });
  });

  test('nothing in a line for a person is a control or a direction mark', () => {
    const said = `A${'\u009b'}31m${'\u202e'}${'\n'}B`;
    const lines = findingLines('9', { status: 'warn', what: verbatim(said), todo: verbatim(said), facts: {} }, 'en');
    expect(lines).toEqual(['9     WARN A 31m B', '           → A 31m B']);
  });

  test('devices that cannot be listed fail', async () => {
    const bus = { ...hidBus([]), list: async () => ({ ok: false as const, error: 'boom' }) };
    expect((await checkHid(bus, [], names)).map((each) => each.status)).toEqual(['fail']);
  });
});

test('a replay that is no file is told: it would be read for ever', async () => {
  const [finding] = await checkScanners('/data', lanes({ kind: 'replay', path: '/dev/zero' }), desk([]));
  expect(finding).toMatchObject({ status: 'fail', what: { en: 'Lane A, /dev/zero: is not a file' } });
});

describe('serial ports of station.json', () => {
  const path = '/dev/null';
  const opens: DeviceDesk['openSerial'] = async () => ({
    ok: true,
    value: {
      write: async () => ({ ok: true, value: undefined }),
      writeLast() {},
      close: async () => {},
      isThere: async () => true,
    },
  });

  test('a name that changes and a port that ModemManager probes are doubtful', async () => {
    const at = desk([], {
      openSerial: opens,
      ports: [{ path, stablePath: '/dev/serial/by-id/usb-x', usb: null }],
      isProbed: async () => true,
    });
    const findings = await checkScanners('/data', lanes({ kind: 'serial', path }), at);
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'warn', 'warn']);
    expect(findings[1]?.todo?.en).toContain('"path": "/dev/serial/by-id/usb-x"');
    expect(findings[2]?.todo?.en).toContain('70-chot.rules');
  });

  test('a program that reads along without asking for the lock is named, with the station and without', async () => {
    const cat = { pid: 9, command: 'cat /dev/ttyACM0' };
    const alone = desk([], { openSerial: opens, holders: async () => [cat] });
    const found = await checkScanners('/data', lanes({ kind: 'serial', path }), alone);
    expect(found.map(({ status }) => status)).toEqual(['ok', 'warn']);
    expect(found[1]?.what.en).toContain('cat /dev/ttyACM0 (process 9)');
    const station = { pid: 8, command: 'chot' };
    const busy: DeviceDesk['openSerial'] = async () => ({ ok: false, error: { problem: 'busy', detail: '' } });
    const beside = desk([], { openSerial: busy, holders: async () => [station, cat], station: [station] });
    const again = await checkScanners('/data', lanes({ kind: 'serial', path }), beside);
    expect(again.map(({ status, what }) => [status, what.en.includes('cat')])).toEqual([
      ['ok', false],
      ['warn', true],
    ]);
  });

  test('what is no port is told as that, not as a broken one', async () => {
    for (const named of ['/dev/null', '/dev']) {
      const [finding] = await checkScanners('/data', lanes({ kind: 'serial', path: named }), desk([]));
      expect(finding).toMatchObject({ status: 'fail', what: { en: expect.stringContaining('is no serial port') } });
      expect(finding?.todo?.en).toBe('Look at its name in station.json.');
    }
  });

  test('a port in use, and nobody to be seen, says how to see', async () => {
    const busy: DeviceDesk['openSerial'] = async () => ({
      ok: false,
      error: { problem: 'busy', detail: 'Cannot lock port' },
    });
    const [finding] = await checkScanners('/data', lanes({ kind: 'serial', path }), desk([], { openSerial: busy }));
    expect(finding).toMatchObject({ status: 'fail', todo: { en: expect.stringContaining('sudo') } });
    const station = [{ pid: 8, command: 'chot' }];
    const [probably] = await checkScanners(
      '/data',
      lanes({ kind: 'serial', path }),
      desk([], { openSerial: busy, station }),
    );
    expect(probably?.status).toBe('warn');
  });
});

test('ports that station.json names are listed without a snippet', () => {
  const port = { path: '/dev/ttyUSB0', stablePath: '/dev/serial/by-id/usb-x', usb: null };
  const todo = (used: string) => checkPorts({ ok: true, value: [port] }, (path) => path === used)[0]?.todo ?? null;
  expect(todo('/dev/serial/by-id/usb-x')).toBeNull();
  expect(todo('/dev/ttyUSB0')).toBeNull();
  expect(todo('/dev/ttyUSB1')?.en).toContain('"kind":"serial"');
});

test('a library of the system that is missing is told with its package', async () => {
  const findings = await checkLibraries({
    serialport: async () => null,
    nodeHid: async () => 'libusb-1.0.so.0: cannot open shared object file: No such file or directory',
    platform: 'linux',
    root: '/nowhere',
    rules: 'missing',
  });
  expect(findings.map(({ status }) => status)).toEqual(['ok', 'fail', 'fail', 'warn']);
  expect(findings[1]?.todo?.en).toContain('apt install libudev1 libusb-1.0-0');
  expect(findings[3]?.todo?.en).toMatch(/^sudo cp .*70-chot\.rules/);
});
