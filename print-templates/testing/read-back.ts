import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** Reads a printed sheet as a person and a scanner would: poppler draws it and zxing decodes the picture. */

const POPPLER = ['pdftoppm', 'pdftotext', 'pdfinfo'] as const;

/** Null where poppler is installed, else what to do about it. */
export function popplerMissing(): string | null {
  const missing = POPPLER.filter((tool) => spawnSync(tool, ['-v']).error !== undefined);
  return missing.length === 0
    ? null
    : `${missing.join(', ')} not found; to run these tests: apt-get install poppler-utils`;
}

function withFile<T>(pdf: Uint8Array, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'chot-print-'));
  try {
    const path = join(folder, 'sheet.pdf');
    writeFileSync(path, pdf);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One page as PNG. */
export function picture(pdf: Uint8Array, dpi: number, page = 1): Uint8Array {
  const args = ['-png', '-singlefile', '-r', String(dpi), '-f', String(page)];
  return withFile(pdf, (path) => {
    execFileSync('pdftoppm', [...args, path, `${path}-page`]);
    return readFileSync(`${path}-page.png`);
  });
}

/** What a browser calls ImageData: four bytes a pixel. */
export type Pixels = {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: 'srgb';
};

/** The first page in grey. */
export function greyPicture(pdf: Uint8Array, dpi: number): Pixels {
  const pgm = withFile(pdf, (path) => {
    execFileSync('pdftoppm', ['-gray', '-singlefile', '-r', String(dpi), path, `${path}-page`]);
    return readFileSync(`${path}-page.pgm`);
  });
  const [header, w, h] = /^P5\n(\d+) (\d+)\n255\n/.exec(pgm.toString('latin1')) ?? [];
  const [width, height] = [Number(w), Number(h)];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.fill(pgm[(header?.length ?? 0) + i] ?? 0, i * 4, i * 4 + 3);
  return { data, width, height, colorSpace: 'srgb' };
}

/** A part of a picture, in millimetres. */
type Part = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function* offsets({ width, height }: Pixels, dpi: number, part: Part): Generator<number> {
  const pixels = (millimetres: number) => Math.round((millimetres * dpi) / 25.4);
  for (let y = Math.max(0, pixels(part.y)); y < Math.min(height, pixels(part.y + part.height)); y++) {
    for (let x = Math.max(0, pixels(part.x)); x < Math.min(width, pixels(part.x + part.width)); x++) {
      yield (y * width + x) * 4;
    }
  }
}

/** The picture with a hole torn out. */
export function withHole(picture: Pixels, dpi: number, hole: Part): Pixels {
  const data = picture.data.slice();
  for (const offset of offsets(picture, dpi, hole)) data.fill(255, offset, offset + 3);
  return { ...picture, data };
}

export function isBlank(picture: Pixels, dpi: number, part: Part): boolean {
  for (const offset of offsets(picture, dpi, part)) {
    if (picture.data[offset] !== 255) return false;
  }
  return true;
}

export function textOf(pdf: Uint8Array): string {
  return withFile(pdf, (path) => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }));
}

export function pagesOf(pdf: Uint8Array): { pages: number; widthMm: number; heightMm: number } {
  const info = withFile(pdf, (path) => execFileSync('pdfinfo', [path], { encoding: 'utf8' }));
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(info) ?? [];
  const [, pages] = /Pages:\s+(\d+)/.exec(info) ?? [];
  const inMm = (points: string | undefined) => (Number(points) * 25.4) / 72;
  return { pages: Number(pages), widthMm: inMm(width), heightMm: inMm(height) };
}

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

export type FoundQr = {
  readonly text: string;
  /** As the symbol holds it. */
  readonly bytes: Uint8Array;
  readonly widthMm: number;
  readonly heightMm: number;
};

/** Every QR in a picture; sizes are of the symbol without its quiet zone. */
export async function findQrs(image: Uint8Array | Pixels, dpi: number): Promise<FoundQr[]> {
  const found = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 30 });
  return found
    .filter((code) => code.isValid)
    .map(({ text, bytes, position: { topLeft, topRight, bottomLeft } }) => ({
      text,
      bytes,
      widthMm: (Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y) * 25.4) / dpi,
      heightMm: (Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y) * 25.4) / dpi,
    }));
}
