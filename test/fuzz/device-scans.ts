import { Buffer } from 'node:buffer';
import { contentOfBytes } from '../../drivers/scanner/content.ts';
import { type Frame, Framer, STUTTER_MS } from '../../drivers/scanner/framing.ts';
import { HidPosAssembler, type HidPosScan, LATE_MS } from '../../drivers/scanner/hid-pos.ts';
import { inputFields } from '../../drivers/scanner/report-descriptor.ts';
import { layoutsOf, type ReportLayout } from '../../drivers/scanner/report-layout.ts';
import { zebraBlockData } from '../../drivers/scanner/zebra-blocks.ts';
import { hidPosReports, type ReportShape } from '../../fixtures/devices/hid-scanner.ts';
import { MAX_SCAN_LENGTH } from '../../main/contract/scan.ts';
import { type Piece, played } from './device-script.ts';
import { failed, type Outcome } from './target.ts';

const IDLE_MS = 100;
const ENDS = [0x03, 0x0a, 0x0d];
/** Whatever came before, this comes through. */
const NEXT = 'HC1:NEXT';

export function checkSerial(pieces: readonly Piece[]): Outcome {
  return checkStream(played(pieces), (bytes) => bytes);
}

export function checkZebra(pieces: readonly Piece[]): Outcome {
  return checkStream(played(pieces), zebraBlockData);
}

/** `data`: what a piece has of the stream; null: the stream is spoilt. */
function checkStream(
  fed: Iterable<{ readonly at: number; readonly bytes: Uint8Array }>,
  data: (bytes: Uint8Array) => Uint8Array | null,
): Outcome {
  const framer = new Framer(IDLE_MS);
  const frames: Frame[] = [];
  /** The stream, a line for each run of bytes that may be one scan. */
  const runs: number[][] = [[]];
  let now = 0;
  for (const { at, bytes } of fed) {
    frames.push(...framer.tick(at));
    if (at - now >= STUTTER_MS) runs.push([]);
    now = at;
    const piece = data(bytes);
    if (piece === null) {
      framer.spoil(at);
      runs.push([]);
      continue;
    }
    frames.push(...framer.push(piece, at));
    for (const byte of piece) {
      if (ENDS.includes(byte)) runs.push([]);
      else runs.at(-1)?.push(byte);
    }
  }
  const lines = runs.filter((run) => run.length > 0).map((run) => Buffer.from(run));
  frames.push(...framer.tick(now + STUTTER_MS));
  const scans = frames.flatMap((frame) => (frame.kind === 'bytes' ? [frame.bytes] : []));
  for (const scan of scans) {
    if (!lines.some((line) => line.includes(Buffer.from(scan)))) return invented(scan);
    const odd = oddContent(scan);
    if (odd !== null) return odd;
  }
  if (scans.length > lines.reduce((sum, { length }) => sum + length, 0))
    return failed('invented', 'more scans than bytes');
  const [next, ...more] = framer.push(Buffer.from(`${NEXT}\r`), now + 2 * STUTTER_MS);
  const read = next?.kind === 'bytes' && Buffer.from(next.bytes).toString() === NEXT && more.length === 0;
  if (!read) return failed('lost', 'the scan after it was not read');
  return { ok: true, outcome: outcomeOf(frames) };
}

/** `shape`: null for a layout of which no reports can be made. */
export function checkReports(
  pieces: readonly Piece[],
  layouts: readonly ReportLayout[],
  shape: ReportShape | null,
): Outcome {
  const assembler = new HidPosAssembler(layouts, IDLE_MS);
  const scans: HidPosScan[] = [];
  const data: Uint8Array[] = [];
  let now = 0;
  for (const { at, bytes } of played(pieces)) {
    now = at;
    scans.push(...assembler.tick(at), ...assembler.push(bytes, at));
    const layout = layouts.find(({ reportId }) => reportId === 0 || reportId === bytes[0]);
    if (layout !== undefined) data.push(bytes.subarray(layout.data.offset, layout.data.offset + layout.data.size));
  }
  scans.push(...assembler.tick(now + IDLE_MS));
  for (const scan of scans) {
    if (scan.kind !== 'bytes') continue;
    if (!isJoined(scan.bytes, data)) return invented(scan.bytes);
    const odd = oddContent(scan.bytes, scan.aim);
    if (odd !== null) return odd;
  }
  if (scans.length > pieces.length) return failed('invented', 'more scans than reports');
  if (shape !== null) {
    const later = now + IDLE_MS + 2 * LATE_MS;
    const next = hidPosReports(NEXT, shape).flatMap((report) => assembler.push(report, later));
    const read = next.length === 1 && next[0]?.kind === 'bytes' && Buffer.from(next[0].bytes).toString() === NEXT;
    if (!read) return failed('lost', 'the scan after it was not read');
  }
  return { ok: true, outcome: outcomeOf(scans) };
}

/** Whether the bytes are the beginnings of consecutive pieces, one after the other, but for an STX before them. */
function isJoined(bytes: Uint8Array, pieces: readonly Uint8Array[]): boolean {
  return pieces.some((piece, from) => {
    const rest = pieces.slice(from + 1);
    return joins(bytes, [piece, ...rest]) || (piece[0] === 0x02 && joins(bytes, [piece.subarray(1), ...rest]));
  });
}

/** How much of a piece counts its length tells, which may be anything here: all are tried. */
function joins(bytes: Uint8Array, pieces: readonly Uint8Array[]): boolean {
  let ends = new Set([0]);
  for (const piece of pieces) {
    const next = new Set<number>();
    for (const end of ends) {
      for (let same = 0; same < piece.length && piece[same] === bytes[end + same]; same++) next.add(end + same + 1);
    }
    if (next.has(bytes.length)) return true;
    if (next.size === 0) return false;
    ends = next;
  }
  return false;
}

/** A descriptor, and reports as a device that has it might send them. */
export function checkDescriptor([first, ...reports]: readonly Piece[]): Outcome {
  const descriptor = first?.bytes ?? new Uint8Array();
  const fields = inputFields(descriptor);
  if (!fields.ok) return { ok: true, outcome: fields.error };
  if (fields.value.some(({ count, bitSize }) => count <= 0 || bitSize <= 0))
    return failed('wrong-type', 'an empty field');
  const layouts = layoutsOf(descriptor);
  if (layouts.length === 0) return { ok: true, outcome: 'no layout' };
  const outcome = checkReports(reports, layouts, null);
  return outcome.ok ? { ok: true, outcome: `layout: ${outcome.outcome}` } : outcome;
}

/** One scan, with whatever the scanner put around its content. */
export function checkContent(pieces: readonly Piece[]): Outcome {
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  const odd = oddContent(bytes);
  if (odd !== null) return odd;
  const content = contentOfBytes(bytes);
  if (!content.ok) return { ok: true, outcome: content.problem };
  const plain = contentOfBytes(bytes, { prefix: '', suffix: '', aim: 'keep' });
  const same = plain.ok && plain.text === content.text;
  return { ok: true, outcome: same ? 'text' : 'text, with what was around it taken off' };
}

function oddContent(bytes: Uint8Array, aim: string | null = null): Outcome | null {
  const content = contentOfBytes(bytes, undefined, aim);
  if (!content.ok) return null;
  const { text } = content;
  if (text.length > MAX_SCAN_LENGTH || text.trim() === '') return failed('wrong-type', `a text of ${text.length}`);
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) return failed('wrong-type', 'a control character or half of one');
  // taken off may be the identifier, escapes and doubled backslashes; nothing may be added
  if (Buffer.byteLength(text, 'latin1') > bytes.length) return failed('invented', 'longer than what was scanned');
  const signs = text.replaceAll('\\', '');
  const isPlain = !/\\\d{6}/.test(Buffer.from(bytes).toString('latin1'));
  if (isPlain && !Buffer.from(bytes).toString().replaceAll('\\', '').endsWith(signs)) return invented(bytes);
  return null;
}

function invented(scan: Uint8Array): Outcome {
  return failed('invented', `a scan that was not fed: ${Buffer.from(scan.subarray(0, 60)).toString('hex')}`);
}

function outcomeOf(scans: readonly (Frame | HidPosScan)[]): string {
  const kinds = new Set(scans.map(({ kind }) => kind));
  return scans.length === 0 ? 'nothing' : [...kinds].sort().join(' and ');
}
