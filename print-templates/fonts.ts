import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

export type FontWeight = 'regular' | 'semiBold' | 'bold';

type Font = { readonly bytes: Uint8Array; hasGlyph(codePoint: number): boolean };

/** The typeface of everything printed: whole TrueType files, because pdfkit embeds one file and has no fallback. */
export type Fonts = Readonly<Record<FontWeight, Font>>;

const FILES: Readonly<Record<FontWeight, string>> = {
  regular: '400Regular/BeVietnamPro_400Regular.ttf',
  semiBold: '600SemiBold/BeVietnamPro_600SemiBold.ttf',
  bold: '700Bold/BeVietnamPro_700Bold.ttf',
};

function fontOf(bytes: Uint8Array): Font {
  const font = create(bytes);
  return { bytes, hasGlyph: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
}

/** Be Vietnam Pro from its package, the one thing that the templates read from the disk. */
export function readFonts(): Fonts {
  const { resolve } = createRequire(import.meta.url);
  const read = (weight: FontWeight) =>
    fontOf(readFileSync(resolve(`@expo-google-fonts/be-vietnam-pro/${FILES[weight]}`)));
  return { regular: read('regular'), semiBold: read('semiBold'), bold: read('bold') };
}
