import { err, type Result } from '../main/contract/result.ts';
import { CARD_HEIGHT, CARD_WIDTH, type CardData, type CardFace, cardFace, drawCard } from './card-face.ts';
import type { Fonts } from './fonts.ts';
import type { PrintProblem } from './problem.ts';
import { A4_PORTRAIT, closeSheet, INK, mm, nextPage, openSheet, type Sheet } from './sheet.ts';

export type { CardData } from './card-face.ts';

type Printed = Promise<Result<Uint8Array, PrintProblem>>;

/** One personal card, the page the size of the card: for a card printer. */
export async function cardPdf(data: CardData, createdAt: Date, fonts: Fonts): Printed {
  const face = cardFace(data, fonts);
  if (!face.ok) return face;
  const sizeMm = [CARD_WIDTH, CARD_HEIGHT] as const;
  const sheet = openSheet({ sizeMm, title: 'Thẻ QR cá nhân', createdAt, fonts });
  drawCard(sheet, face.value, 0, 0);
  return closeSheet(sheet);
}

const COLUMNS = 2;
const ROWS = 5;
const CARDS_PER_SHEET = COLUMNS * ROWS;

/** Between cards, so that a slip of the knife cuts no neighbour. */
const GAP = { x: 6, y: 2 };
const LEFT = (A4_PORTRAIT[0] - COLUMNS * CARD_WIDTH - GAP.x) / 2;
const TOP = (A4_PORTRAIT[1] - ROWS * CARD_HEIGHT - (ROWS - 1) * GAP.y) / 2;

/** Cards on A4 portrait, ten to a page, with cut marks: for an office printer and scissors. */
export async function cardSheetPdf(cards: readonly CardData[], createdAt: Date, fonts: Fonts): Printed {
  if (cards.length === 0) return err({ code: 'no-cards' });
  const faces: CardFace[] = [];
  for (const [index, data] of cards.entries()) {
    const face = cardFace(data, fonts, `cards[${index}].`);
    if (!face.ok) return face;
    faces.push(face.value);
  }
  const sheet = openSheet({ sizeMm: A4_PORTRAIT, title: 'Thẻ QR cá nhân', createdAt, fonts });
  for (const [index, face] of faces.entries()) {
    const place = index % CARDS_PER_SHEET;
    if (index > 0 && place === 0) nextPage(sheet);
    const x = LEFT + (place % COLUMNS) * (CARD_WIDTH + GAP.x);
    const y = TOP + Math.floor(place / COLUMNS) * (CARD_HEIGHT + GAP.y);
    drawCard(sheet, face, x, y, `cards[${index}].`);
    drawCutMarks(sheet, x, y);
  }
  return closeSheet(sheet);
}

/** Ticks outside the four corners, in line with the edges; they stop short of the card, and of the neighbour's ticks. */
function drawCutMarks(sheet: Sheet, x: number, y: number): void {
  const { doc } = sheet;
  doc.lineWidth(0.3).strokeColor(INK);
  const reach = { x: GAP.x / 2 - 0.5, y: GAP.y / 2 };
  for (const edge of [y, y + CARD_HEIGHT]) {
    doc.moveTo(mm(x - 0.5), mm(edge)).lineTo(mm(x - reach.x), mm(edge));
    doc.moveTo(mm(x + CARD_WIDTH + 0.5), mm(edge)).lineTo(mm(x + CARD_WIDTH + reach.x), mm(edge));
  }
  for (const edge of [x, x + CARD_WIDTH]) {
    doc.moveTo(mm(edge), mm(y - 0.3)).lineTo(mm(edge), mm(y - reach.y));
    doc.moveTo(mm(edge), mm(y + CARD_HEIGHT + 0.3)).lineTo(mm(edge), mm(y + CARD_HEIGHT + reach.y));
  }
  doc.stroke();
}
