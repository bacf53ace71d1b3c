/**
 * The floor under a scanner's latency: nothing but reads of its device, given as argument, that wait. A line `ready`, then one
 * for each scan: when its last byte was read, milliseconds since the epoch in fractions, and what it reads at the end.
 */
import { openSync, readSync, writeSync } from 'node:fs';

const CR = 0x0d;
const REPORT_BYTES = 64;
/** In the reports of HAND_HELD_DESCRIPTOR. */
const HID_DATA = 5;
const END_LENGTH = 20;

const [path = ''] = process.argv.slice(2);
const isHid = path.includes('hidraw');
const device = openSync(path, 'r');
const buffer = Buffer.alloc(4096);
writeSync(1, 'ready\n');
for (;;) {
  const length = readSync(device, buffer);
  const at = performance.timeOrigin + performance.now();
  if (length === 0) break;
  const bytes = buffer.subarray(0, length);
  const isLast = isHid ? bytes[REPORT_BYTES - 1] === 0 : bytes.at(-1) === CR;
  const text = isHid ? bytes.subarray(HID_DATA, HID_DATA + (bytes[1] ?? 0)) : bytes.subarray(0, -1);
  if (isLast) writeSync(1, `${at} ${text.toString('latin1').slice(-END_LENGTH)}\n`);
}
