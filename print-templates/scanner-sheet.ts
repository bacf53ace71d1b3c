import type { Result } from '../main/contract/result.ts';
import type { Fonts } from './fonts.ts';
import type { Bilingual } from './poster-texts.ts';
import type { PrintProblem } from './problem.ts';
import { type QrSymbol, qrSymbol } from './qr-symbol.ts';
import {
  A4_PORTRAIT,
  type Box,
  closeSheet,
  drawQr,
  drawText,
  fillBox,
  GREY,
  INK,
  mm,
  NAVY,
  openSheet,
  type Sheet,
  TINT,
  WHITE,
} from './sheet.ts';

export type ScannerSheetData = {
  /** The texts of the three test codes, in the order in which they are scanned; control characters may be among them. */
  readonly codes: readonly string[];
};

const TITLE: Bilingual = { vi: 'MÃ THỬ ĐẦU ĐỌC', en: 'Test codes for a scanner' };
const INTRODUCTION: readonly Bilingual[] = [
  {
    vi: 'Mở phần cài đặt trên màn hình của trạm, hoặc chạy lệnh chot scanner learn; quét từng mã khi được yêu cầu.',
    en: 'Open the set-up on the screen of the station, or run chot scanner learn; scan one code at a time, when asked to.',
  },
  {
    vi: 'Che các mã khác bằng tay. In đúng cỡ 100 %, trên giấy trắng.',
    en: 'Cover the other codes with your hand. Print at 100 %, on white paper.',
  },
];
const ABOUT: readonly Bilingual[] = [
  { vi: 'Chữ cái, chữ số, ký hiệu', en: 'Letters, digits, signs' },
  { vi: 'Tiếng Việt có dấu, bộ gõ', en: 'Vietnamese letters, input methods' },
  { vi: 'Ký tự điều khiển, mã dài', en: 'Control characters, a long code' },
];

const BAND = 24;
const FIRST_ROW = 51;
const ROW = 79.5;
const QR_BOX = 76;
/** All three of one size, whatever they hold. */
const LEAST_VERSION = 12;

/** The sheet by which software learns a scanner: A4 portrait, its codes left and right in turn, so that none is read for another. */
export async function scannerSheetPdf(
  { codes }: ScannerSheetData,
  createdAt: Date,
  fonts: Fonts,
): Promise<Result<Uint8Array, PrintProblem>> {
  const symbols: QrSymbol[] = [];
  for (const [index, code] of codes.entries()) {
    const place = { boxMm: QR_BOX, levels: ['M', 'L'], leastVersion: LEAST_VERSION } as const;
    const symbol = qrSymbol(`codes[${index}]`, code, place);
    if (!symbol.ok) return symbol;
    symbols.push(symbol.value);
  }
  const sheet = openSheet({ sizeMm: A4_PORTRAIT, title: `${TITLE.vi} – ${TITLE.en}`, createdAt, fonts });
  drawHead(sheet);
  for (const [index, symbol] of symbols.entries()) drawStep(sheet, index, symbol);
  return closeSheet(sheet);
}

function drawHead(sheet: Sheet): void {
  fillBox(sheet, { x: 0, y: 0, width: 210, height: BAND }, NAVY);
  const line = { x: 12, width: 186 };
  const centred = { colour: WHITE, align: 'center', vertical: 'middle' } as const;
  drawText(
    sheet,
    'title',
    TITLE.vi,
    { ...line, y: 2, height: 13 },
    { ...centred, weight: 'bold', largest: 28, smallest: 20 },
  );
  drawText(
    sheet,
    'title',
    TITLE.en,
    { ...line, y: 14.5, height: 7 },
    { ...centred, weight: 'regular', largest: 14, smallest: 10 },
  );
  let y = BAND + 3;
  for (const { vi, en } of INTRODUCTION) {
    y += drawText(
      sheet,
      'introduction',
      vi,
      { ...line, y, height: 5 },
      { weight: 'semiBold', colour: INK, largest: 10.5, smallest: 8 },
    );
    y += drawText(
      sheet,
      'introduction',
      en,
      { ...line, y, height: 8 },
      { weight: 'regular', colour: GREY, largest: 8.5, smallest: 6.5 },
    );
    y += 1;
  }
}

function drawStep(sheet: Sheet, index: number, symbol: QrSymbol): void {
  const y = FIRST_ROW + index * ROW;
  const isLeft = index % 2 === 0;
  const words: Box = { x: isLeft ? 102 : 12, y, width: 96, height: QR_BOX };
  if (index % 2 === 0) fillBox(sheet, { x: 0, y: y - 1, width: 210, height: ROW }, TINT);
  drawQr(sheet, symbol, isLeft ? 12 : 198 - QR_BOX, y + 0.75);
  const middle = y + QR_BOX / 2;
  const about = ABOUT[index];
  sheet.doc.circle(mm(words.x + 12), mm(middle), mm(12)).fill(NAVY);
  const number = { x: words.x, y: middle - 12, width: 24, height: 24 };
  drawText(sheet, 'number', String(index + 1), number, {
    weight: 'bold',
    colour: WHITE,
    largest: 44,
    smallest: 44,
    align: 'center',
    vertical: 'middle',
  });
  if (about === undefined) return;
  const beside = { x: words.x + 28, width: words.width - 30 };
  drawText(
    sheet,
    'about',
    about.vi,
    { ...beside, y: middle - 13, height: 13 },
    { weight: 'bold', colour: NAVY, largest: 15, smallest: 11, vertical: 'bottom' },
  );
  drawText(
    sheet,
    'about',
    about.en,
    { ...beside, y: middle + 1, height: 10 },
    { weight: 'regular', colour: GREY, largest: 11, smallest: 8 },
  );
}
