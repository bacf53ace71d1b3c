import QRCode from 'qrcode';
import { err, ok, type Result } from '../main/contract/result.ts';
import type { PrintProblem } from './problem.ts';

export type QrLevel = 'L' | 'M' | 'Q' | 'H';
export type QrMode = 'alphanumeric' | 'byte';

/** Light modules on each side of a symbol, on which nothing is printed (ISO/IEC 18004, 5.3.8). */
export const QUIET_ZONE = 4;

/** The smallest printed module, in millimetres, that a plain 2D scanner reads at arm's length. */
export const LEAST_MODULE_MM = 0.5;

/** What the largest symbol, version 40, holds (ISO/IEC 18004, table 7). */
const CAPACITY: Readonly<Record<QrMode, Readonly<Record<QrLevel, number>>>> = {
  alphanumeric: { L: 4296, M: 3391, Q: 2420, H: 1852 },
  byte: { L: 2953, M: 2331, Q: 1663, H: 1273 },
};

export type QrSymbol = {
  readonly mode: QrMode;
  readonly level: QrLevel;
  readonly version: number;
  /** Modules on a side, without the quiet zone. */
  readonly side: number;
  readonly moduleMm: number;
  isDark(row: number, column: number): boolean;
};

/** HC1 is made for the alphanumeric mode (base45); all else, among it the personal QR of Decision 1405, is bytes. */
export function qrMode(text: string): QrMode {
  return /^HC1:[0-9A-Z $%*+\-./:]*$/.test(text) ? 'alphanumeric' : 'byte';
}

/**
 * The symbol for `text` in a square of `boxMm` millimetres, quiet zone included: the strongest error correction whose
 * modules are still at least `LEAST_MODULE_MM`. `leastVersion` asks for more modules than the text needs: the quiet zone
 * is counted in modules, so a symbol of more of them fills more of its square.
 */
export function qrSymbol(
  field: string,
  text: string,
  place: { readonly boxMm: number; readonly levels: readonly QrLevel[]; readonly leastVersion: number },
): Result<QrSymbol, PrintProblem> {
  if (text === '') return err({ code: 'field-empty', field });
  const mode = qrMode(text);
  const bytes = Buffer.byteLength(text, 'utf8');
  let largest = 0;
  for (const level of place.levels.filter((one) => bytes <= CAPACITY[mode][one])) {
    const segments: QRCode.QRCodeSegment[] =
      mode === 'alphanumeric' ? [{ mode, data: text }] : [{ mode, data: new TextEncoder().encode(text) }];
    const smallest = QRCode.create(segments, { errorCorrectionLevel: level });
    const { modules, version } =
      smallest.version >= place.leastVersion
        ? smallest
        : QRCode.create(segments, { errorCorrectionLevel: level, version: place.leastVersion });
    const moduleMm = place.boxMm / (modules.size + 2 * QUIET_ZONE);
    largest = Math.max(largest, moduleMm);
    if (moduleMm < LEAST_MODULE_MM) continue;
    const isDark = (row: number, column: number) => modules.get(row, column) !== 0;
    return ok({ mode, level, version, side: modules.size, moduleMm, isDark });
  }
  return largest === 0
    ? err({ code: 'qr-too-long', field, bytes })
    : err({ code: 'qr-too-dense', field, moduleMm: largest, leastModuleMm: LEAST_MODULE_MM });
}
