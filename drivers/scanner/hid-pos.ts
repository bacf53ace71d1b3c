import { MAX_FRAME_BYTES } from './framing.ts';
import type { ReportLayout } from './report-layout.ts';
import { isAim } from './symbology.ts';

/**
 * Input reports of a HID POS scanner → scans. Pure: reports and silence are inputs, time is an argument in monotonic
 * milliseconds.
 *
 * A scan longer than one report comes in several; each says whether another follows, none says which it is. What the
 * protocol shows of a loss or a repetition is refused, told once as `incomplete`, and never joined: a report that is
 * short, not full though more follows, longer than the first, under another identifier, equal to the one before it, or
 * missing when the scan falls silent. What comes late of such a scan is swallowed up to its end. A full report lost in
 * the middle, in time, leaves no trace in this protocol: then the signature or the checksum of the pass must tell, and
 * does (hid-pos.test.ts drops each report of a real pass).
 */
export type HidPosScan =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly aim: string | null; readonly at: number }
  | { readonly kind: 'too-long' | 'incomplete'; readonly at: number };

/** What follows a scan that broke off within this time is taken for its belated rest. */
export const LATE_MS = 300;
/** A last report that comes again within this time is a repetition; no hand shows a code twice so fast. */
export const ECHO_MS = 30;

type Piece = { readonly data: Uint8Array; readonly aim: string | null; readonly more: boolean };
type Open = { aim: string | null; block: number; pieces: Uint8Array[]; length: number; at: number; last: Piece };
/** The rest is swallowed until a report ends the scan, or until then. */
type Refusing = { until: number };

export class HidPosAssembler {
  readonly #layouts: readonly ReportLayout[];
  readonly #idleMs: number;
  #open: Open | null = null;
  #refusing: Refusing | null = null;
  #ended: { readonly last: Piece; readonly at: number } | null = null;

  constructor(layouts: readonly ReportLayout[], idleMs: number) {
    this.#layouts = layouts;
    this.#idleMs = idleMs;
  }

  push(report: Uint8Array, at: number): HidPosScan[] {
    const layout = this.#layouts.find(({ reportId }) => reportId === 0 || reportId === report[0]);
    if (layout === undefined) return [];
    const piece = pieceOf(report, layout);
    const ended = this.#ended;
    if (ended !== null && piece !== null && at - ended.at <= ECHO_MS && samePiece(ended.last, piece)) return [];
    this.#ended = null;
    if (this.#refusing !== null && at < this.#refusing.until) {
      if (piece !== null && !piece.more) this.#refusing = null;
      else this.#refusing.until = at + LATE_MS;
      return [];
    }
    this.#refusing = null;
    if (piece === null || !this.#fits(piece)) return this.#refuse('incomplete', piece?.more ?? true, at);
    return this.#take(piece, at);
  }

  /** When silence would show that the open scan is broken; null while there is none. */
  nextDeadline(): number | null {
    return this.#open === null ? null : this.#open.at + this.#idleMs;
  }

  tick(at: number): HidPosScan[] {
    const deadline = this.nextDeadline();
    if (this.#open === null || deadline === null || at < deadline) return [];
    return this.#refuse('incomplete', true, at);
  }

  /** The device went away: half a scan is dropped, never glued to the next. */
  reset(): void {
    this.#open = null;
    this.#refusing = null;
    this.#ended = null;
  }

  #fits(piece: Piece): boolean {
    const open = this.#open;
    if (open === null) return !piece.more || piece.data.length > 0;
    if (samePiece(open.last, piece)) return false;
    if (piece.aim !== null && piece.aim !== open.aim) return false;
    return piece.more ? piece.data.length === open.block : piece.data.length <= open.block;
  }

  #take(piece: Piece, at: number): HidPosScan[] {
    const open = this.#open ?? { aim: piece.aim, block: piece.data.length, pieces: [], length: 0, at, last: piece };
    open.pieces.push(piece.data);
    open.length += piece.data.length;
    open.at = at;
    open.last = piece;
    if (open.length > MAX_FRAME_BYTES) return this.#refuse('too-long', piece.more, at);
    this.#open = piece.more ? open : null;
    if (piece.more) return [];
    this.#ended = { last: piece, at };
    const bytes = withoutEnds(joined(open.pieces, open.length));
    // Some scanners send an empty report when the trigger is let go: it is no scan.
    return bytes.length === 0 ? [] : [{ kind: 'bytes', bytes, aim: open.aim, at }];
  }

  #refuse(kind: 'too-long' | 'incomplete', more: boolean, at: number): HidPosScan[] {
    this.#open = null;
    this.#refusing = more ? { until: at + LATE_MS } : null;
    return [{ kind, at }];
  }
}

/** null: the report is too short for its layout, or for the length that it tells. */
function pieceOf(report: Uint8Array, { length, aim, data, more }: ReportLayout): Piece | null {
  const room = report.subarray(data.offset, data.offset + data.size);
  const told = length === null ? withoutNuls(room).length : report[length];
  const moreByte = more === null ? 0 : report[more.offset];
  if (told === undefined || told > room.length || moreByte === undefined) return null;
  const identifier = String.fromCharCode(...aim.map((offset) => report[offset] ?? 0));
  return {
    data: room.slice(0, told),
    aim: isAim(identifier) ? identifier : null,
    more: more !== null && (moreByte & more.mask) !== 0,
  };
}

function withoutNuls(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

/** The suffix that the scanner is set to send, if any: CR, LF, CRLF, or STX and ETX around the content. */
function withoutEnds(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && [0x0d, 0x0a, 0x03].includes(bytes[end - 1] ?? 0)) end--;
  return bytes.subarray(bytes[0] === 0x02 ? 1 : 0, end);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function samePiece(a: Piece, b: Piece): boolean {
  return a.more === b.more && a.aim === b.aim && sameBytes(a.data, b.data);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
