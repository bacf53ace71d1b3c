import type { HidProfile } from '../../../main/contract/station-config.ts';
import { HidPosAssembler } from '../hid-pos.ts';
import { type HidProtocol, hidProtocol } from '../hid-protocol.ts';
import type { RawScan } from '../raw-scan.ts';
import { zebraBlockData } from '../zebra-blocks.ts';
import { readBytes } from './bytes-reading.ts';
import type { Read } from './reading.ts';

export type RawReports = Extract<RawScan, { kind: 'reports' }>;

/** All ways in which HID scanners are known to send; first what the device says of itself, or is known for. */
export const HID_PROFILES: readonly (HidProfile | 'auto')[] = [
  'auto',
  'honeywell',
  'newland',
  'shifted',
  'zebra-blocks',
];

/** One scan as that profile would have it; null: the device is none that this profile reads. */
export function readReports(capture: RawReports, profile: HidProfile | 'auto'): Read | null {
  const protocol = hidProtocol(capture.device, capture.descriptor, profile);
  return protocol.ok ? readBy(capture, protocol.value) : null;
}

function readBy(capture: RawReports, protocol: HidProtocol): Read {
  if (protocol.kind === 'zebra-blocks') {
    const blocks = capture.reports.map(({ bytes }) => zebraBlockData(bytes));
    if (blocks.some((block) => block === null)) return { ok: false, error: 'part-lost' };
    return readBytes(capture, Buffer.concat(blocks.map((block) => block ?? new Uint8Array())));
  }
  // the longest silence allowed: whether the reports came fast enough is proven later
  const assembler = new HidPosAssembler(protocol.layouts, Number.POSITIVE_INFINITY);
  const scans = capture.reports.flatMap(({ bytes, at }) => assembler.push(bytes, at));
  const [scan, ...others] = scans;
  if (scan?.kind !== 'bytes' || others.length > 0) return { ok: false, error: 'part-lost' };
  return readBytes(capture, scan.bytes, { apart: scan.aim, reports: true });
}

/** Whether a test code shows in the raw reports, however they are laid out. */
export function showsTestCode({ reports }: RawReports): boolean {
  return reports.some(({ bytes }) => Buffer.from(bytes).includes('CHOT-'));
}
