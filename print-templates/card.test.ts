import { describe, expect, it } from 'vitest';
import { type CardData, cardPdf, cardSheetPdf } from './card.ts';
import { readFonts } from './fonts.ts';
import { qrSymbol } from './qr-symbol.ts';
import { findQrs, greyPicture, isBlank, pagesOf, picture, popplerMissing, textOf } from './testing/read-back.ts';

const fonts = readFonts();
const createdAt = new Date('2021-09-24T02:00:00Z');
// Shaped as DESIGN section 3 has it: the seal is 116 characters of base64url. What it says does not matter here.
const seal = `AQ${'aZ09-_'.repeat(19)}`;
const payload = (last: number) =>
  `00109302${String(last).padStart(4, '0')}|NGUYEN THI BICH NGOC|1987-01-18|0|162979388586171100|<2<GD4797921234567<0943123456<${seal}`;
const card: CardData = {
  payload: payload(9317),
  name: 'NGUYỄN THỊ BÍCH NGỌC',
  maskedId: '******029317',
  validFrom: '2021-09-24',
  validTo: '2022-03-24',
  issuer: 'UBND phường Đức Xuân, TP. Bắc Kạn',
};
// 825 characters, as long as the vaccine passport that Vietnam issued.
const passport = `HC1:${'NCFA60NG0/3WUWGSLKH47GO0 $%*+-.:'.repeat(26).slice(0, 821)}`;

const symbol = qrSymbol('payload', card.payload, { boxMm: 53, levels: ['Q'], leastVersion: 1 });
if (!symbol.ok) throw new Error(symbol.error.code);
const { moduleMm } = symbol.value;

async function printed(data: CardData): Promise<Uint8Array> {
  const pdf = await cardPdf(data, createdAt, fonts);
  if (!pdf.ok) throw new Error(JSON.stringify(pdf.error));
  return pdf.value;
}

async function sheet(cards: readonly CardData[]): Promise<Uint8Array> {
  const pdf = await cardSheetPdf(cards, createdAt, fonts);
  if (!pdf.ok) throw new Error(JSON.stringify(pdf.error));
  return pdf.value;
}

const missing = popplerMissing();
if (missing) console.warn(missing);

describe.skipIf(missing !== null)(`a personal card as printed${missing ? ` (${missing})` : ''}`, () => {
  it('is as large as a bank card, and its code with the quiet zone at least 5 × 5 cm', async () => {
    const pdf = await printed(card);
    const { pages, widthMm, heightMm } = pagesOf(pdf);
    expect(pages).toBe(1);
    expect(widthMm).toBeCloseTo(85.6, 1);
    expect(heightMm).toBeCloseTo(54, 1);
    const [code] = await findQrs(picture(pdf, 300), 300);
    expect(code?.widthMm).toBeGreaterThan(45);
    expect((code?.widthMm ?? 0) + 2 * 4 * moduleMm).toBeGreaterThan(50);
  });

  it('leaves the code its quiet zone of four modules on every side', async () => {
    const page = greyPicture(await printed(card), 300);
    const zone = 4 * moduleMm - 0.15;
    expect(isBlank(page, 300, { x: 0, y: 0, width: 53.8, height: 0.5 + zone })).toBe(true);
    expect(isBlank(page, 300, { x: 0, y: 53.5 - zone, width: 53.8, height: zone })).toBe(true);
    expect(isBlank(page, 300, { x: 0, y: 0, width: 0.5 + zone, height: 54 })).toBe(true);
    expect(isBlank(page, 300, { x: 53.5 - zone, y: 0, width: zone, height: 54 })).toBe(true);
    expect(isBlank(page, 300, { x: 0, y: 0, width: 1.5 + zone, height: 54 })).toBe(false);
  });

  it('holds exactly the sealed pass', async () => {
    const codes = await findQrs(picture(await printed(card), 150), 150);
    expect(codes.map((code) => code.text)).toEqual([card.payload]);
  });

  it('holds a vaccine passport as long as the real ones', async () => {
    const codes = await findQrs(picture(await printed({ ...card, payload: passport }), 150), 150);
    expect(codes.map((code) => code.text)).toEqual([passport]);
  });

  it('shows the name composed, the masked number and the days; the number itself nowhere', async () => {
    const pdf = await printed({ ...card, name: card.name.normalize('NFD') });
    const text = textOf(pdf).replace(/\s+/g, ' ');
    expect(text).toContain('THẺ QR CÁ NHÂN');
    expect(text).toContain('NGUYỄN THỊ');
    expect(text).toContain('BÍCH NGỌC');
    expect(text).toContain('******029317');
    expect(text).toContain('24/09/2021 – 24/03/2022');
    expect(text).not.toContain('001093');
  });

  it('comes ten to a sheet of A4, each with its own code, the eleventh on a second page', async () => {
    const cards = Array.from({ length: 11 }, (_, index) => ({ ...card, payload: payload(index) }));
    const pdf = await sheet(cards);
    const { pages, widthMm, heightMm } = pagesOf(pdf);
    expect(pages).toBe(2);
    expect(widthMm).toBeCloseTo(210, 0);
    expect(heightMm).toBeCloseTo(297, 0);
    const first = await findQrs(picture(pdf, 150, 1), 150);
    const second = await findQrs(picture(pdf, 150, 2), 150);
    expect(first.map((code) => code.text).sort()).toEqual(
      cards
        .slice(0, 10)
        .map((one) => one.payload)
        .sort(),
    );
    expect(second.map((code) => code.text)).toEqual([payload(10)]);
  });
});

describe('a personal card', () => {
  it('is the same bytes for the same data', async () => {
    expect(Buffer.compare(await printed(card), await printed(card))).toBe(0);
    expect(Buffer.compare(await sheet([card, card]), await sheet([card, card]))).toBe(0);
  });

  it.each([
    ['no name', { name: '' }, { code: 'field-empty', field: 'name' }],
    ['a number in full', { maskedId: '001093029317' }, { code: 'id-not-masked', field: 'maskedId' }],
    ['30 February', { validFrom: '2021-02-30' }, { code: 'date-invalid', field: 'validFrom' }],
    ['a day written otherwise', { validTo: '24/03/2022' }, { code: 'date-invalid', field: 'validTo' }],
    ['an end before the beginning', { validTo: '2021-09-23' }, { code: 'date-invalid', field: 'validTo' }],
    ['a control character', { name: 'AN\u0007' }, { code: 'glyph-missing', field: 'name', characters: ['\u0007'] }],
    ['a name of 400 letters', { name: 'NGUYEN '.repeat(60) }, { code: 'text-too-long', field: 'name' }],
    ['no payload', { payload: '' }, { code: 'field-empty', field: 'payload' }],
  ])('is refused with the field at fault: %s', async (_name, change, expected) => {
    const pdf = await cardPdf({ ...card, ...change }, createdAt, fonts);
    expect(pdf.ok ? null : pdf.error).toEqual(expected);
  });

  it('is refused where the modules would be too small to scan', async () => {
    const pdf = await cardPdf({ ...card, payload: 'x'.repeat(2000) }, createdAt, fonts);
    expect(pdf.ok ? null : pdf.error).toMatchObject({ code: 'qr-too-dense', field: 'payload', leastModuleMm: 0.5 });
  });

  it('is named by its place in a sheet', async () => {
    const pdf = await cardSheetPdf([card, { ...card, name: '漢' }], createdAt, fonts);
    expect(pdf.ok ? null : pdf.error).toEqual({ code: 'glyph-missing', field: 'cards[1].name', characters: ['漢'] });
    expect(await cardSheetPdf([], createdAt, fonts)).toEqual({ ok: false, error: { code: 'no-cards' } });
  });
});
