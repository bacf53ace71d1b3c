/** The one call used of fontkit, the font reader inside pdfkit; it ships no types. */
declare module 'fontkit' {
  export function create(bytes: Uint8Array): { hasGlyphForCodePoint(codePoint: number): boolean };
}
