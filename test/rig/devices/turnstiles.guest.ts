import { afterAll, beforeAll } from 'vitest';
import { systemHidBus } from '../../../drivers/hid-device.ts';
import {
  feedbackConformance,
  passageConformance,
  type TurnstileBench,
  turnstileConformance,
} from '../../../drivers/turnstile/conformance.ts';
import { type HidRelayConfig, hidRelayTurnstile } from '../../../drivers/turnstile/hid-relay.ts';
import { lcusTurnstile } from '../../../drivers/turnstile/lcus.ts';
import { type ModbusConfig, modbusTurnstile } from '../../../drivers/turnstile/modbus.ts';
import { FakeLcusBoard } from '../../../fixtures/devices/lcus-board.ts';
import { FakeModbusBoard } from '../../../fixtures/devices/modbus-board.ts';
import type { SerialDevice } from '../../../fixtures/devices/pty-device.ts';
import type { RelayLog } from '../../../fixtures/devices/relay-log.ts';
import type { UsbRelayOptions } from '../../../fixtures/devices/usb-relay.ts';
import { CdcDevice } from './cdc-device.ts';
import { FtdiDevice } from './ftdi-device.ts';
import { HidBoardDevice } from './hid-board-device.ts';
import { Machine } from './machine.ts';

const TIMES = { pulseMs: 400, windowMs: 5000 };
const MODBUS = { kind: 'modbus', baud: 9600, unit: 1, coil: 0, flashOn: false, writeMultiple: false } as const;

/** Each has devices of its own, so that one that fails leaves the others alone. */
let benches = 0;
let machine: Machine;
beforeAll(async () => {
  machine = await Machine.connect();
});
afterAll(() => machine.close());

/** What is the same of every board, by its relay. */
function relayOf(relays: RelayLog, channel: number) {
  return {
    isOn: () => relays.isOn(channel),
    openings: () => relays.openings(channel),
    untilOpenings: (count: number) => relays.until(() => relays.openings(channel) >= count),
    untilOff: () => relays.until(() => !relays.isOn(channel)),
    leaveOn: () => relays.set(channel, true),
    jam: (jammed: boolean) => {
      relays.stuck = jammed;
    },
  };
}

function hidBench(config: HidRelayConfig, options: UsbRelayOptions = {}): TurnstileBench {
  const device = new HidBoardDevice(config.kind, `BOARD${++benches}`, options);
  return {
    ...relayOf(device.board.relays, config.channel),
    turnstile: hidRelayTurnstile(config, TIMES, systemHidBus),
    plug: () => device.plug(),
    unplug: () => device.unplug(),
    remove: () => device.remove(),
  };
}

function lcusBench(device: SerialDevice): TurnstileBench {
  const board = new FakeLcusBoard({}, device);
  return {
    ...relayOf(board, 1),
    turnstile: lcusTurnstile({ kind: 'lcus', path: device.path, channel: 1 }, TIMES),
    plug: () => board.plug(),
    unplug: () => board.unplug(),
    remove: () => device.remove(),
  };
}

function modbusBench(device: SerialDevice, wiring: Partial<ModbusConfig> = {}): TurnstileBench {
  const board = new FakeModbusBoard({}, device);
  const config = { ...MODBUS, passageInput: null, ...wiring, path: device.path };
  const input = config.passageInput ?? 0;
  return {
    ...relayOf(board.relays, 0),
    turnstile: modbusTurnstile(config, TIMES),
    plug: () => board.plug(),
    unplug: () => device.unplug(),
    turn: (turning) => void (turning ? board.inputs.add(input) : board.inputs.delete(input)),
    untilRead: async (times) => {
      const from = board.telegrams.length;
      const reads = () => board.telegrams.slice(from).filter((telegram) => telegram.startsWith('0102')).length;
      await board.relays.until(() => reads() >= times);
    },
    remove: () => device.remove(),
  };
}

function conforms(name: string, makeBench: () => TurnstileBench, feedback = true): void {
  turnstileConformance(name, makeBench);
  if (feedback) feedbackConformance(name, makeBench);
}

const usbrelay = { kind: 'usbrelay', serial: null, channel: 1 } as const;
conforms('a usbrelay board (usbhid)', () => hidBench(usbrelay));
conforms('a usbrelay board by its serial, which takes output reports alone (usbhid)', () =>
  hidBench({ ...usbrelay, serial: 'CHOT1', channel: 2 }, { commandsBy: 'output' }),
);
conforms('a 5131 board (usbhid)', () => hidBench({ kind: 'hid-5131', path: null, channel: 2 }));
conforms('a 0519 board (usbhid)', () => hidBench({ kind: 'hid-0519', path: null, channel: 2 }), false);
conforms('an LCUS board (cdc-acm)', () => lcusBench(new CdcDevice(`LCUS${++benches}`)));
conforms('an LCUS board behind an FTDI adapter (ftdi_sio)', () => lcusBench(new FtdiDevice(machine, 0)));
conforms('a Modbus board (cdc-acm)', () => modbusBench(new CdcDevice(`MODBUS${++benches}`)));
conforms('a Modbus board behind an FTDI adapter (ftdi_sio)', () => modbusBench(new FtdiDevice(machine, 0)));
passageConformance('a Modbus board behind an FTDI adapter (ftdi_sio)', () =>
  modbusBench(new FtdiDevice(machine, 0), { passageInput: 2 }),
);
