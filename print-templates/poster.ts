import { err, type Result } from '../main/contract/result.ts';
import { printableFields } from './fields.ts';
import type { Fonts } from './fonts.ts';
import { GUIDE, HEADING, NO_PHONE, SUBHEADING, steps, UNIT_LABEL } from './poster-texts.ts';
import type { PrintProblem } from './problem.ts';
import { qrSymbol } from './qr-symbol.ts';
import {
  A4_LANDSCAPE,
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

export type PosterData = {
  /** The text of the QR, printed exactly; `sitePayload` when the place has no other. */
  readonly payload: string;
  readonly site: { readonly id: string; readonly name: string; readonly address: string; readonly phone: string };
  /** Applications that people shall scan with, as they are called in the shops; may be empty. */
  readonly apps: readonly string[];
  /** The first line; `HEADING` of the letter when absent. */
  readonly heading?: string;
};

const BAND_HEIGHT = 30;
/** From the band to the lower edge of the paper, quiet zone included. */
const QR_BOX = 179.5;
/** 41 modules fill 150.2 mm of the box: Hanoi asks for at least 150. */
const QR_LEAST_VERSION = 6;
const COLUMN = { x: 185, width: 105 };

/** The venue poster of seed 001: A4 landscape, the code at left, who it belongs to and how to use it at right. */
export async function posterPdf(
  data: PosterData,
  createdAt: Date,
  fonts: Fonts,
): Promise<Result<Uint8Array, PrintProblem>> {
  const symbol = qrSymbol('payload', data.payload, {
    boxMm: QR_BOX,
    levels: ['H', 'Q', 'M', 'L'],
    leastVersion: QR_LEAST_VERSION,
  });
  if (!symbol.ok) return symbol;
  const texts = printableFields(
    {
      heading: data.heading ?? HEADING,
      'site.name': data.site.name,
      'site.address': data.site.address,
      'site.phone': data.site.phone,
      'site.id': data.site.id,
    },
    fonts,
  );
  if (!texts.ok) return texts;
  const apps: string[] = [];
  for (const [index, app] of data.apps.entries()) {
    const field = `apps[${index}]`;
    const name = printableFields({ [field]: app }, fonts);
    if (!name.ok) return err(name.error);
    apps.push(...Object.values(name.value));
  }

  const text = texts.value;
  const title = `${text.heading} – ${text['site.name']}`;
  const sheet = openSheet({ sizeMm: A4_LANDSCAPE, title, createdAt, fonts });
  drawQr(sheet, symbol.value, 0.5, BAND_HEIGHT + 0.5);
  drawBand(sheet, text.heading);
  drawUnit(sheet, text);
  drawGuide(sheet, apps);
  return closeSheet(sheet);
}

function drawBand(sheet: Sheet, heading: string): void {
  fillBox(sheet, { x: 0, y: 0, width: 297, height: BAND_HEIGHT }, NAVY);
  const line = { x: 8, width: 281 };
  drawText(
    sheet,
    'heading',
    heading,
    { ...line, y: 3, height: 15 },
    {
      weight: 'bold',
      colour: WHITE,
      largest: 33,
      smallest: 18,
      align: 'center',
      vertical: 'middle',
    },
  );
  drawText(
    sheet,
    'subheading',
    SUBHEADING.vi,
    { ...line, y: 18, height: 9.5 },
    {
      weight: 'semiBold',
      colour: WHITE,
      largest: 21,
      smallest: 14,
      align: 'center',
      vertical: 'middle',
    },
  );
}

type UnitTexts = Readonly<Record<'site.name' | 'site.address' | 'site.phone' | 'site.id', string>>;

function drawUnit(sheet: Sheet, text: UnitTexts): void {
  let y = 36;
  const row = (field: string, words: string, height: number, weight: 'regular' | 'semiBold' | 'bold', sizes: Sizes) => {
    const box = { ...COLUMN, y, height };
    y += drawText(sheet, field, words, box, { weight, colour: sizes.colour, largest: sizes.from, smallest: sizes.to });
  };
  row('unit label', UNIT_LABEL, 6, 'regular', { from: 11, to: 11, colour: GREY });
  y += 1;
  row('site.name', text['site.name'], 30, 'bold', { from: 27, to: 13, colour: NAVY });
  y += 2;
  row('site.address', `Địa chỉ: ${text['site.address']}`, 18, 'regular', { from: 14, to: 9, colour: INK });
  y += 1;
  row('site.phone', `Số điện thoại: ${text['site.phone']}`, 7, 'semiBold', { from: 14, to: 10, colour: INK });
  y += 1;
  row('site.id', `Mã điểm · Site: ${text['site.id']}`, 6, 'regular', { from: 10, to: 4.5, colour: GREY });
}

type Sizes = { readonly from: number; readonly to: number; readonly colour: string };

function drawGuide(sheet: Sheet, apps: readonly string[]): void {
  fillBox(sheet, { x: 180, y: 109, width: 117, height: 101 }, TINT);
  const title = { ...COLUMN, y: 113, height: 10 };
  drawText(sheet, 'guide', `${GUIDE.vi} · ${GUIDE.en}`, title, {
    weight: 'bold',
    colour: NAVY,
    largest: 18,
    smallest: 14,
  });
  let y = 125;
  for (const [index, step] of steps(apps).entries()) {
    sheet.doc.circle(mm(COLUMN.x + 4.5), mm(y + 4.8), mm(4.5)).fill(NAVY);
    const number = { x: COLUMN.x, y: y + 0.3, width: 9, height: 9 };
    drawText(sheet, 'number', String(index + 1), number, {
      weight: 'bold',
      colour: WHITE,
      largest: 15,
      smallest: 15,
      align: 'center',
      vertical: 'middle',
    });
    const line = { x: COLUMN.x + 12, width: COLUMN.width - 12 };
    y += drawText(
      sheet,
      'apps',
      step.vi,
      { ...line, y, height: 20 },
      {
        weight: 'semiBold',
        colour: INK,
        largest: 14,
        smallest: 9,
      },
    );
    y += drawText(
      sheet,
      'apps',
      step.en,
      { ...line, y, height: 10 },
      {
        weight: 'regular',
        colour: GREY,
        largest: 9.5,
        smallest: 7,
      },
    );
    y += 2.5;
  }
  const note = { x: 180, y: 193, width: 117, height: 17 };
  fillBox(sheet, note, NAVY);
  const inside = { ...COLUMN, height: 7 };
  const style = { colour: WHITE, align: 'left', vertical: 'middle' } as const;
  drawText(
    sheet,
    'no phone',
    NO_PHONE.vi,
    { ...inside, y: 194.5 },
    { ...style, weight: 'semiBold', largest: 12.5, smallest: 9 },
  );
  drawText(
    sheet,
    'no phone',
    NO_PHONE.en,
    { ...inside, y: 201 },
    { ...style, weight: 'regular', largest: 9.5, smallest: 7 },
  );
}
