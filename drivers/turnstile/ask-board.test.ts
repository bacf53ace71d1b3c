import { expect, onTestFinished, test } from 'vitest';
import { FakeLcusBoard } from '../../fixtures/devices/lcus-board.ts';
import { FakeModbusBoard } from '../../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { FakeUsbRelay, fakeHidBus } from '../../fixtures/devices/usb-relay.ts';
import { turnstileConfigSchema } from '../../main/contract/station-config.ts';
import { openSerialPort } from '../serial-port.ts';
import { askBoard } from './ask-board.ts';

if (PTY_MISSING !== null) console.warn(`skipped, serial boards were not asked: ${PTY_MISSING}`);

async function asked(config: object, ...boards: FakeUsbRelay[]) {
  const ports = { openSerial: openSerialPort, bus: fakeHidBus(...boards) };
  return askBoard(turnstileConfigSchema.parse(config), ports);
}

function plugged(kind: FakeUsbRelay['kind']): FakeUsbRelay {
  const board = new FakeUsbRelay(kind, '/dev/hidraw1');
  board.plug();
  return board;
}

test.each(['usbrelay', 'hid-5131'] as const)('a %s board tells its relay, and no relay is switched', async (kind) => {
  const board = plugged(kind);
  expect(await asked({ kind }, board)).toEqual({ ok: true, value: { relay: false } });
  board.relays.command(1, true);
  expect(await asked({ kind }, board)).toEqual({ ok: true, value: { relay: true } });
  expect(board.relays.openings(1)).toBe(1);
  expect(board.relays.isOn(1)).toBe(true);
});

test('a 0519 board is found and says nothing; nothing is sent to it', async () => {
  const board = plugged('hid-0519');
  expect(await asked({ kind: 'hid-0519' }, board)).toEqual({ ok: true, value: null });
  expect(board.reports).toEqual([]);
});

test('a silent board says nothing, and one that is not there is missing', async () => {
  const board = plugged('usbrelay');
  board.manner = 'silent';
  expect(await asked({ kind: 'usbrelay' }, board)).toEqual({ ok: true, value: null });
  expect(await asked({ kind: 'usbrelay' })).toMatchObject({ ok: false, error: { problem: 'missing' } });
});

test.skipIf(PTY_MISSING !== null)('serial boards are asked and let go again', async () => {
  const [lcus, modbus] = [new FakeLcusBoard(), new FakeModbusBoard()];
  onTestFinished(async () => {
    await Promise.all([lcus.device.remove(), modbus.device.remove()]);
  });
  await Promise.all([lcus.plug(), modbus.plug()]);
  for (const _again of [1, 2]) {
    expect(await asked({ kind: 'lcus', path: lcus.device.path })).toEqual({ ok: true, value: { relay: false } });
    expect(await asked({ kind: 'modbus', path: modbus.device.path })).toEqual({ ok: true, value: { relay: false } });
  }
  expect(await asked({ kind: 'modbus', path: modbus.device.path, unit: 9 })).toEqual({ ok: true, value: null });
  expect(await asked({ kind: 'lcus', path: lcus.device.path, channel: 8 })).toEqual({
    ok: true,
    value: { relay: null },
  });
  expect(lcus.commands).toEqual([]);
});

test.skipIf(PTY_MISSING !== null)(
  'a Modbus board that refuses answers all the same; its passage contact is read',
  async () => {
    const board = new FakeModbusBoard();
    onTestFinished(() => board.device.remove());
    await board.plug();
    const config = { kind: 'modbus', path: board.device.path, passageInput: 2 };
    expect(await asked(config)).toEqual({ ok: true, value: { relay: false, contact: false } });
    board.inputs.add(2);
    expect(await asked(config)).toEqual({ ok: true, value: { relay: false, contact: true } });
    board.manner = 'refuse';
    expect(await asked(config)).toEqual({ ok: true, value: { relay: null, contact: null } });
    board.manner = 'gone';
    expect(await asked(config)).toEqual({ ok: true, value: null });
  },
);
