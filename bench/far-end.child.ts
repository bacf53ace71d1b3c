import { existsSync, readdirSync } from 'node:fs';
import { HAND_HELD_DESCRIPTOR, hidPosReports } from '../fixtures/devices/hid-scanner.ts';
import { FakeLcusBoard } from '../fixtures/devices/lcus-board.ts';
import { FakeModbusBoard } from '../fixtures/devices/modbus-board.ts';
import { PtyDevice } from '../fixtures/devices/pty-device.ts';
import type { RelayLog } from '../fixtures/devices/relay-log.ts';
import { FakeSerialScanner } from '../fixtures/devices/serial-scanner.ts';
import { HidScannerDevice } from '../test/rig/devices/hid-scanner-device.ts';
import { type FarEndDevices, HID_SCANNER, monotonicMs, type ScannerName, type ToldByFarEnd } from './far-end.ts';

/**
 * The far ends of all cables of a benchmark, in a process of their own: scanners that send what they are told to, relay boards
 * that tell when they were switched, and one line that is bare. Times are monotonic milliseconds, the same in all processes.
 */
const scanners = { 'serial-1': new FakeSerialScanner('\r'), 'serial-2': new FakeSerialScanner('\r') };
const lcus = new FakeLcusBoard();
const modbus = new FakeModbusBoard();
const bare = new PtyDevice();
const hid = canMakeUsbDevices() ? new HidScannerDevice(HID_SCANNER, HAND_HELD_DESCRIPTOR) : null;
const serial = [scanners['serial-1'].device, scanners['serial-2'].device, lcus.device, modbus.device, bare];

bare.onReceived(() => tell({ kind: 'bare', at: monotonicMs() }));
await Promise.all([...serial.map((device) => device.plug()), hid?.plug()]);
process.on('message', ({ scanner, text }: { scanner: ScannerName; text: string }) => void scan(scanner, text));
process.on('disconnect', () => void leave());
void tellSwitched('lcus', lcus, 1);
void tellSwitched('modbus', modbus.relays, 0);
const devices: FarEndDevices = {
  'serial-1': scanners['serial-1'].device.path,
  'serial-2': scanners['serial-2'].device.path,
  lcus: lcus.device.path,
  modbus: modbus.device.path,
  bare: bare.path,
  hid: hid !== null,
};
tell({ kind: 'ready', devices });

/** What was sent is told when all of it is: a message would else keep this process busy meanwhile. */
async function scan(name: ScannerName, text: string): Promise<void> {
  let at = monotonicMs();
  if (name === 'hid') {
    const reports = hidPosReports(text);
    await hid?.send(reports.slice(0, -1));
    at = monotonicMs();
    await hid?.send(reports.slice(-1));
  } else {
    await scanners[name].scan(text);
  }
  tell({ kind: 'sent', at });
}

async function tellSwitched(board: 'lcus' | 'modbus', relays: RelayLog, channel: number): Promise<void> {
  for (let told = 0; ; told++) {
    await relays.until(() => relays.transitions.length > told);
    const { at, on, channel: switched } = relays.transitions[told] ?? { at: Number.NaN, on: false, channel: -1 };
    if (switched === channel) tell({ kind: 'switched', board, on, at: at + monotonicMs() - performance.now() });
  }
}

function tell(told: ToldByFarEnd): void {
  process.send?.(told);
}

/** Linux's gadget framework and a free controller, as the guest of the rig has them. */
function canMakeUsbDevices(): boolean {
  return existsSync('/sys/kernel/config/usb_gadget') && readdirSync('/sys/class/udc').length > 0;
}

async function leave(): Promise<void> {
  await Promise.all([...serial.map((device) => device.remove()), hid?.remove()]);
  process.exit();
}
