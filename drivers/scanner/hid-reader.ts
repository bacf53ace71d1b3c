import type { ScanContent } from '../../main/contract/scan.ts';
import { type ContentSettings, contentOfBytes } from './content.ts';
import { type Frame, Framer } from './framing.ts';
import { HidPosAssembler, type HidPosScan } from './hid-pos.ts';
import type { HidProtocol } from './hid-protocol.ts';
import { zebraBlockData } from './zebra-blocks.ts';

type ReadScan = { readonly content: ScanContent; readonly at: number };

/** Reports of one open HID scanner → contents. Pure; a new one for each opening, so that nothing is glued. */
export type ReportReader = {
  push(report: Uint8Array, at: number): ReadScan[];
  nextDeadline(): number | null;
  tick(at: number): ReadScan[];
};

export function hidReader(protocol: HidProtocol, config: ContentSettings & { readonly idleMs: number }): ReportReader {
  const read = (scan: Frame | HidPosScan): ReadScan => {
    if (scan.kind !== 'bytes') return { content: { ok: false, problem: scan.kind }, at: scan.at };
    return { content: contentOfBytes(scan.bytes, config, 'aim' in scan ? scan.aim : null), at: scan.at };
  };
  if (protocol.kind === 'hid-pos') {
    const assembler = new HidPosAssembler(protocol.layouts, config.idleMs);
    return {
      push: (report, at) => assembler.push(report, at).map(read),
      nextDeadline: () => assembler.nextDeadline(),
      tick: (at) => assembler.tick(at).map(read),
    };
  }
  const framer = new Framer(config.idleMs);
  return {
    push(report, at) {
      const bytes = zebraBlockData(report);
      if (bytes !== null) return framer.push(bytes, at).map(read);
      framer.spoil(at);
      return [{ content: { ok: false, problem: 'incomplete' }, at }];
    },
    nextDeadline: () => framer.nextDeadline(),
    tick: (at) => framer.tick(at).map(read),
  };
}
