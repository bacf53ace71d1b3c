import PDFDocument from 'pdfkit';
import { err, ok, type Result } from '../main/contract/result.ts';
import type { Fonts, FontWeight } from './fonts.ts';
import type { PrintProblem } from './problem.ts';
import { type QrSymbol, QUIET_ZONE } from './qr-symbol.ts';

/** A rectangle on a page, in millimetres from its top left corner. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type TextStyle = {
  readonly weight: FontWeight;
  readonly colour: string;
  /** Sizes in points; the largest at which the text fits its box is taken. */
  readonly largest: number;
  readonly smallest: number;
  readonly align?: 'left' | 'center';
  readonly vertical?: 'top' | 'middle' | 'bottom';
};

/** A document being drawn. Problems are kept until it is closed: a sheet with one is never handed out. */
export type Sheet = { readonly doc: PDFKit.PDFDocument; readonly problems: PrintProblem[]; readonly sizeMm: PageSize };
export type PageSize = readonly [width: number, height: number];

export const A4_LANDSCAPE: PageSize = [297, 210];
export const A4_PORTRAIT: PageSize = [210, 297];

export const INK = '#10182B';
export const GREY = '#4A5468';
/** The colour of all that is printed; none of a verdict's, so that no sheet can pass for one. */
export const NAVY = '#123A7A';
export const TINT = '#E9F0FA';
export const WHITE = '#FFFFFF';

const SIZE_STEP = 0.25;

export function mm(millimetres: number): number {
  return (millimetres * 72) / 25.4;
}

/** `createdAt` is the only time in the file: the same data give the same bytes. */
export function openSheet(about: { sizeMm: PageSize; title: string; createdAt: Date; fonts: Fonts }): Sheet {
  const [width, height] = about.sizeMm;
  const doc = new PDFDocument({
    size: [mm(width), mm(height)],
    margin: 0,
    lang: 'vi-VN',
    displayTitle: true,
    info: { Title: about.title.normalize('NFC'), Creator: 'Chot', Producer: 'Chot', CreationDate: about.createdAt },
  });
  printAtFullSize(doc);
  for (const [weight, font] of Object.entries(about.fonts)) doc.registerFont(weight, Buffer.from(font.bytes));
  return { doc, problems: [], sizeMm: about.sizeMm };
}

/**
 * Asks viewers not to shrink the page to the printer's margins (ISO 32000-1, 12.2 PrintScaling), which would take the QR
 * below its prescribed size. pdfkit has no option for it and leaves this dictionary open until the end.
 */
function printAtFullSize(doc: PDFKit.PDFDocument): void {
  const { data } = (doc as unknown as { _root: { data: { ViewerPreferences: { data: { PrintScaling?: string } } } } })
    ._root;
  data.ViewerPreferences.data.PrintScaling = 'None';
}

export function nextPage(sheet: Sheet): void {
  sheet.doc.addPage({ size: [mm(sheet.sizeMm[0]), mm(sheet.sizeMm[1])], margin: 0 });
}

export async function closeSheet(sheet: Sheet): Promise<Result<Uint8Array, PrintProblem>> {
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    sheet.doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    sheet.doc.on('end', resolve);
    sheet.doc.on('error', reject);
  });
  sheet.doc.end();
  await ended;
  const [problem] = sheet.problems;
  return problem ? err(problem) : ok(new Uint8Array(Buffer.concat(chunks)));
}

/** Draws `text` (as `printable` gave it) in its box; returns the height used, in millimetres. */
export function drawText(sheet: Sheet, field: string, text: string, box: Box, style: TextStyle): number {
  const { doc } = sheet;
  const [width, height] = [mm(box.width), mm(box.height)];
  const words = text.split(' ');
  doc.font(style.weight).fillColor(style.colour);
  for (let size = style.largest; size >= style.smallest; size -= SIZE_STEP) {
    doc.fontSize(size);
    if (words.some((word) => doc.widthOfString(word) > width)) continue;
    const used = doc.heightOfString(text, { width });
    if (used > height) continue;
    const slack = { top: 0, middle: (height - used) / 2, bottom: height - used }[style.vertical ?? 'top'];
    doc.text(text, mm(box.x), mm(box.y) + slack, { width, align: style.align ?? 'left' });
    return (used * 25.4) / 72;
  }
  sheet.problems.push({ code: 'text-too-long', field });
  return 0;
}

export function fillBox(sheet: Sheet, box: Box, colour: string): void {
  sheet.doc.rect(mm(box.x), mm(box.y), mm(box.width), mm(box.height)).fill(colour);
}

/** Draws the symbol with its quiet zone, whose corner is at (x, y), as one path: separate squares leave hairlines. */
export function drawQr(sheet: Sheet, symbol: QrSymbol, x: number, y: number): void {
  const { side, moduleMm } = symbol;
  const whole = (side + 2 * QUIET_ZONE) * moduleMm;
  fillBox(sheet, { x, y, width: whole, height: whole }, WHITE);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!symbol.isDark(row, column)) continue;
      const start = column;
      while (column + 1 < side && symbol.isDark(row, column + 1)) column++;
      const [left, top] = [x + (QUIET_ZONE + start) * moduleMm, y + (QUIET_ZONE + row) * moduleMm];
      sheet.doc.rect(mm(left), mm(top), mm((column + 1 - start) * moduleMm), mm(moduleMm));
    }
  }
  sheet.doc.fill('#000000');
}
