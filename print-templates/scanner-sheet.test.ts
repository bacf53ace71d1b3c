import { describe, expect, it } from 'vitest';
import { TEST_CODES } from '../drivers/scanner/learn/test-codes.ts';
import { readFonts } from './fonts.ts';
import { scannerSheetPdf } from './scanner-sheet.ts';
import { findQrs, pagesOf, picture, popplerMissing, textOf } from './testing/read-back.ts';

const fonts = readFonts();
const createdAt = new Date('2021-05-14T02:00:00Z');
const codes = TEST_CODES.map(({ text }) => text);

async function printed(): Promise<Uint8Array> {
  const pdf = await scannerSheetPdf({ codes }, createdAt, fonts);
  if (!pdf.ok) throw new Error(JSON.stringify(pdf.error));
  return pdf.value;
}

const missing = popplerMissing();
if (missing) console.warn(missing);

describe.skipIf(missing !== null)(`the sheet of test codes as printed${missing ? ` (${missing})` : ''}`, () => {
  it('is one page of A4, which says in both languages what to do', async () => {
    const pdf = await printed();
    const { pages, widthMm, heightMm } = pagesOf(pdf);
    expect([pages, Math.round(widthMm), Math.round(heightMm)]).toEqual([1, 210, 297]);
    const text = textOf(pdf).replace(/\s+/g, ' ');
    for (const words of ['MÃ THỬ ĐẦU ĐỌC', 'quét từng mã', 'scan one code at a time', 'Tiếng Việt có dấu']) {
      expect(text).toContain(words);
    }
  });

  it.each([150, 40])(
    'holds the test codes to the byte, control characters too, one below the other (%i dpi)',
    async (dpi) => {
      const found = await findQrs(picture(await printed(), dpi), dpi);
      const holds = found.map(({ bytes }) => Buffer.from(bytes).toString()).sort();
      expect(holds).toEqual(codes);
      // wide enough for the plainest scanner at arm's length
      for (const { widthMm } of found) expect(widthMm).toBeGreaterThan(60);
    },
  );
});

it('refuses a code that no symbol of this size holds, and says which', async () => {
  const long = await scannerSheetPdf({ codes: ['A', 'x'.repeat(2000), 'B'] }, createdAt, fonts);
  expect(long).toMatchObject({ ok: false, error: { code: 'qr-too-dense', field: 'codes[1]' } });
});
