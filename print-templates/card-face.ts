import { err, ok, type Result } from '../main/contract/result.ts';
import { printableFields, vietnameseDate } from './fields.ts';
import type { Fonts } from './fonts.ts';
import type { PrintProblem } from './problem.ts';
import { type QrSymbol, qrSymbol } from './qr-symbol.ts';
import { drawQr, drawText, fillBox, GREY, INK, NAVY, type Sheet, type TextStyle, TINT, WHITE } from './sheet.ts';

/** ISO/IEC 7810 ID-1, the size of bank cards. */
export const CARD_WIDTH = 85.6;
export const CARD_HEIGHT = 54;

/**
 * The square of the symbol and its quiet zone. Hanoi asks for a personal QR of at least 50 × 50 mm: with its quiet zone
 * this one is larger, but the dark part alone cannot be. On a card 54 mm high it would leave margins of 2 mm, and four
 * modules of a sealed pass are 3 mm; a code without its quiet zone is not read at all. Half a millimetre is left on each
 * side for the knife and the card printer.
 */
const CARD_QR_BOX = 53;

export type CardData = {
  /** The text of the QR, printed exactly: a sealed personal QR of Decision 1405, or an HC1 certificate. */
  readonly payload: string;
  readonly name: string;
  /** Masked by the caller (DESIGN section 3); an identifier without a `*` is refused. */
  readonly maskedId: string;
  /** Days, YYYY-MM-DD, in the local calendar. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Who gave the card out: a ward, an employer. */
  readonly issuer: string;
};

/** A card ready to be drawn: every text printable, the symbol made. */
export type CardFace = {
  readonly symbol: QrSymbol;
  readonly texts: Readonly<Record<'name' | 'maskedId' | 'issuer', string>>;
  readonly validity: string;
};

/** `prefix` goes before the names of fields in problems, such as `cards[3].`. */
export function cardFace(data: CardData, fonts: Fonts, prefix = ''): Result<CardFace, PrintProblem> {
  const named = (problem: PrintProblem): PrintProblem =>
    'field' in problem ? { ...problem, field: prefix + problem.field } : problem;
  const symbol = qrSymbol('payload', data.payload, {
    boxMm: CARD_QR_BOX,
    levels: ['Q', 'M', 'L'],
    leastVersion: 1,
  });
  if (!symbol.ok) return err(named(symbol.error));
  const { name, maskedId, issuer } = data;
  const texts = printableFields({ name, maskedId, issuer }, fonts);
  if (!texts.ok) return err(named(texts.error));
  if (!maskedId.includes('*')) return err(named({ code: 'id-not-masked', field: 'maskedId' }));
  const from = vietnameseDate('validFrom', data.validFrom);
  if (!from.ok) return err(named(from.error));
  const to = vietnameseDate('validTo', data.validTo);
  if (!to.ok) return err(named(to.error));
  if (data.validTo < data.validFrom) return err(named({ code: 'date-invalid', field: 'validTo' }));
  return ok({ symbol: symbol.value, texts: texts.value, validity: `${from.value} – ${to.value}` });
}

const COLUMN_X = 54;
const TEXT = { x: COLUMN_X + 1.5, width: CARD_WIDTH - COLUMN_X - 3.5 };
const LABEL: TextStyle = { weight: 'regular', colour: GREY, largest: 5.5, smallest: 5.5 };

/** Draws the card with its top left corner at (x, y). */
export function drawCard(sheet: Sheet, face: CardFace, x: number, y: number, prefix = ''): void {
  const { name, maskedId, issuer } = face.texts;
  const write = (field: string, words: string, top: number, height: number, style: TextStyle) =>
    drawText(sheet, prefix + field, words, { x: x + TEXT.x, y: y + top, width: TEXT.width, height }, style);

  drawQr(sheet, face.symbol, x + 0.5, y + 0.5);
  fillBox(sheet, { x: x + COLUMN_X, y, width: CARD_WIDTH - COLUMN_X, height: CARD_HEIGHT }, TINT);
  fillBox(sheet, { x: x + COLUMN_X, y, width: CARD_WIDTH - COLUMN_X, height: 10.5 }, NAVY);
  write('title', 'THẺ QR CÁ NHÂN', 2, 4, { weight: 'bold', colour: WHITE, largest: 8.5, smallest: 7 });
  write('title', 'Personal QR card', 6, 3.5, { weight: 'regular', colour: WHITE, largest: 6, smallest: 6 });
  write('name', name, 12, 16, { weight: 'bold', colour: INK, largest: 10.5, smallest: 6 });
  write('label', 'Số giấy tờ · ID', 28.5, 3, LABEL);
  write('maskedId', maskedId, 30.7, 4.5, { weight: 'semiBold', colour: INK, largest: 8.5, smallest: 5 });
  write('label', 'Có giá trị · Valid', 35.5, 3, LABEL);
  write('validity', face.validity, 37.7, 4, { weight: 'semiBold', colour: INK, largest: 7.5, smallest: 5 });
  write('issuer', issuer, 42.5, 10, {
    weight: 'regular',
    colour: GREY,
    largest: 6.5,
    smallest: 4.5,
    vertical: 'bottom',
  });
}
