/** Text without diacritics and in upper case, for searching and comparing; `đ`, which Unicode does not take apart, is D. */
export function foldedText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'D').toUpperCase();
}
