import type { ScanContent } from '../../../main/contract/scan.ts';
import { contentOfBytes } from '../content.ts';
import { Framer } from '../framing.ts';
import { hidProtocol } from '../hid-protocol.ts';
import { hidReader } from '../hid-reader.ts';
import type { RawScan } from '../raw-scan.ts';
import { WedgeAssembler } from '../wedge.ts';
import type { LearnedProfile } from './profile.ts';

/** Longer than anything waits. */
const LATER = 60_000;

/** What a scanner with that profile would have given the station; null: the profile is none for such a scan. */
export function readThrough(capture: RawScan, profile: LearnedProfile): readonly ScanContent[] | null {
  if (capture.kind === 'bytes' && profile.kind === 'serial') {
    const framer = new Framer(profile.idleMs);
    const frames = capture.pieces.flatMap(({ bytes, at }) => [...framer.tick(at), ...framer.push(bytes, at)]);
    const all = [...frames, ...framer.tick((capture.pieces.at(-1)?.at ?? 0) + LATER)];
    return all.map((frame) =>
      frame.kind === 'bytes' ? contentOfBytes(frame.bytes, profile) : { ok: false, problem: 'too-long' },
    );
  }
  if (capture.kind === 'reports' && profile.kind === 'hid') {
    const protocol = hidProtocol(capture.device, capture.descriptor, profile.profile);
    if (!protocol.ok) return null;
    const reader = hidReader(protocol.value, profile);
    const scans = capture.reports.flatMap(({ bytes, at }) => [...reader.tick(at), ...reader.push(bytes, at)]);
    return [...scans, ...reader.tick((capture.reports.at(-1)?.at ?? 0) + LATER)].map(({ content }) => content);
  }
  if (capture.kind === 'keys' && profile.kind === 'wedge') {
    const assembler = new WedgeAssembler(profile.idleMs, profile);
    const outputs = capture.keys.flatMap((key) => assembler.key(key));
    const all = [...outputs, ...assembler.tick((capture.keys.at(-1)?.at ?? 0) + LATER)];
    // what an officer would have typed besides
    if (all.some(({ kind }) => kind !== 'scan')) return null;
    return all.flatMap((output) => (output.kind === 'scan' ? [output.content] : []));
  }
  return null;
}
