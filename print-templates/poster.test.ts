import { describe, expect, it } from 'vitest';
import { readFonts } from './fonts.ts';
import { type PosterData, posterPdf } from './poster.ts';
import { sitePayload } from './site-payload.ts';
import {
  findQrs,
  greyPicture,
  isBlank,
  pagesOf,
  picture,
  popplerMissing,
  textOf,
  withHole,
} from './testing/read-back.ts';

const fonts = readFonts();
const createdAt = new Date('2021-05-14T02:00:00Z');
const site = {
  id: 'so-tttt-bac-kan',
  name: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH BẮC KẠN',
  address: 'Số 49, Tổ 7B, phường Đức Xuân, thành phố Bắc Kạn',
  phone: '0912486419',
};
const poster: PosterData = { payload: sitePayload(site), site, apps: [] };

async function printed(data: PosterData): Promise<Uint8Array> {
  const pdf = await posterPdf(data, createdAt, fonts);
  if (!pdf.ok) throw new Error(JSON.stringify(pdf.error));
  return pdf.value;
}

async function problem(data: PosterData) {
  const pdf = await posterPdf(data, createdAt, fonts);
  return pdf.ok ? null : pdf.error;
}

const missing = popplerMissing();
if (missing) console.warn(missing);

describe.skipIf(missing !== null)(`the venue poster as printed${missing ? ` (${missing})` : ''}`, () => {
  it('is A4 landscape, one page, to be printed at full size', async () => {
    const pdf = await printed(poster);
    const { pages, widthMm, heightMm } = pagesOf(pdf);
    expect(pages).toBe(1);
    expect(widthMm).toBeCloseTo(297, 0);
    expect(heightMm).toBeCloseTo(210, 0);
    expect(Buffer.from(pdf).toString('latin1')).toContain('/PrintScaling /None');
  });

  it.each([
    ['the default', poster.payload],
    ['a short text', 'A'],
    ['an address', `https://qr.example.vn/dia-diem?id=${'0123456789'.repeat(8)}`],
    ['Vietnamese', 'CHOT-SITE:1|Chợ Đồng Xuân, cửa số 3 – người kiểm soát'],
    ['a long text', 'x'.repeat(1500)],
  ])('holds exactly the payload in a code of at least 15 × 15 cm: %s', async (_name, payload) => {
    const [code, ...others] = await findQrs(picture(await printed({ ...poster, payload }), 150), 150);
    expect(others).toEqual([]);
    expect(code?.text).toBe(payload);
    // The corners that a decoder reports are within about a module's tenth.
    expect(code?.widthMm).toBeGreaterThan(149.5);
    expect(code?.heightMm).toBeGreaterThan(149.5);
  });

  it('is still read from afar, and with a hole in the code', async () => {
    const pdf = await printed(poster);
    const [far] = await findQrs(picture(pdf, 12), 12);
    expect(far?.text).toBe(poster.payload);
    const [torn] = await findQrs(withHole(greyPicture(pdf, 50), 50, { x: 75, y: 105, width: 50, height: 45 }), 50);
    expect(torn?.text).toBe(poster.payload);
  });

  it('leaves the code its quiet zone of four modules on every side', async () => {
    const page = greyPicture(await printed(poster), 150);
    // Version 6: 41 modules and twice 4 fill 179.5 mm, from half a millimetre left of the edge and below the band.
    const zone = (4 * 179.5) / 49 - 0.3;
    const [left, top, side] = [0.5, 30.5, 179.5];
    expect(isBlank(page, 150, { x: left, y: top, width: side - 0.3, height: zone })).toBe(true);
    expect(isBlank(page, 150, { x: left, y: top + side - zone, width: side - 0.3, height: zone })).toBe(true);
    expect(isBlank(page, 150, { x: left, y: top, width: zone, height: side })).toBe(true);
    expect(isBlank(page, 150, { x: left + side - zone, y: top, width: zone - 0.3, height: side })).toBe(true);
    expect(isBlank(page, 150, { x: left, y: top, width: zone + 1, height: side })).toBe(false);
  });

  it('says whose it is, in composed Vietnamese, whatever form the data had', async () => {
    const decomposed = { ...site, name: site.name.normalize('NFD'), address: site.address.normalize('NFD') };
    const text = textOf(await printed({ ...poster, site: decomposed, apps: ['PC-Covid'] })).replace(/\s+/g, ' ');
    expect(text).toContain('CHUNG TAY PHÒNG, CHỐNG DỊCH COVID-19');
    expect(text).toContain('Quét mã QR xác nhận ra/vào địa điểm công cộng');
    expect(text).toContain('SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH BẮC KẠN');
    expect(text).toContain('Số 49, Tổ 7B, phường Đức Xuân');
    expect(text).toContain('0912486419');
    expect(text).toContain('Mở PC-Covid trên điện thoại');
    expect(text).toContain('Hướng dẫn sử dụng');
  });

  it('takes the longest name and address that station.json allows', async () => {
    const long = {
      ...site,
      id: 'w'.repeat(64),
      name: 'Trung tâm thương mại và siêu thị tổng hợp '.repeat(3).slice(0, 120),
      address: 'Số 49, Tổ 7B, phường Đức Xuân, '.repeat(7).slice(0, 200),
    };
    const text = textOf(await printed({ ...poster, site: long }));
    expect(text).toContain('Số điện thoại');
  });
});

describe('the venue poster', () => {
  it('is the same bytes for the same data, and others at another time', async () => {
    const again = await printed(poster);
    expect(Buffer.compare(await printed(poster), again)).toBe(0);
    const later = await posterPdf(poster, new Date('2021-05-15T02:00:00Z'), fonts);
    expect(later.ok && Buffer.compare(later.value, again)).not.toBe(0);
  });

  it.each([
    ['no name', { ...poster, site: { ...site, name: '  ' } }, { code: 'field-empty', field: 'site.name' }],
    ['no phone', { ...poster, site: { ...site, phone: '' } }, { code: 'field-empty', field: 'site.phone' }],
    ['no address', { ...poster, site: { ...site, address: '' } }, { code: 'field-empty', field: 'site.address' }],
    ['no payload', { ...poster, payload: '' }, { code: 'field-empty', field: 'payload' }],
    ['an unnamed application', { ...poster, apps: ['NCOVI', ''] }, { code: 'field-empty', field: 'apps[1]' }],
    [
      'a script that the typeface lacks',
      { ...poster, site: { ...site, name: 'Chợ 市場' } },
      { code: 'glyph-missing', field: 'site.name', characters: ['市', '場'] },
    ],
    [
      'a payload for no QR',
      { ...poster, payload: 'đ'.repeat(1500) },
      { code: 'qr-too-long', field: 'payload', bytes: 3000 },
    ],
    [
      'a name that is a word of 300 letters',
      { ...poster, site: { ...site, name: 'W'.repeat(300) } },
      { code: 'text-too-long', field: 'site.name' },
    ],
    [
      'more applications than the place holds',
      { ...poster, apps: Array.from({ length: 30 }, () => 'Vietnam Health Declaration') },
      { code: 'text-too-long', field: 'apps' },
    ],
  ])('is refused with the field at fault: %s', async (_name, data, expected) => {
    expect(await problem(data)).toEqual(expected);
  });
});
