import type { TestCodeName } from '../../../main/contract/scanner-lesson.ts';

/** Ends each, so that what is sent behind it shows, and what is lost before. */
export const END = '.TOHC';

/** Every printable ASCII character but the space, which stands in the mark alone: behind a dead key it means that key. */
const PRINTABLE = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index)).join('');

/**
 * Vietnamese between numbers, so that a lost letter stands alone; what Telex, VNI and VIQR would turn into letters; and
 * characters of Latin-1 and Windows-1252.
 */
const ACCENTS =
  '1:Nguyễn2:Thị3:Ánh4:Đường5:Ước6:Hữu7:Ỷ8:' +
  'ddaaooeeww|tieengs Vieetj|duwowngf|a1a2a6a8d9o7u7|a^a(o+d9' +
  '|9:é10:ß11:€12:';

/** Numbered, no part like another, longer than six HID reports: what is lost, swapped or doubled shows. */
const NUMBERED = Array.from({ length: 80 }, (_, index) => String(index + 100)).join('.');

/** None that ends a scan: a pass has none, and the wire would cut the code in two. */
const CONTROLS = `gs-a:\x1dtab-b:\x09esc-c:\x1brs-d:\x1eeot-e:\x04del-f:\x7f|${NUMBERED}`;

/** In the order in which they are scanned; each begins with a mark of its own. */
export const TEST_CODES: readonly { readonly name: TestCodeName; readonly text: string }[] = [
  { name: 'letters', text: `CHOT-1 ${PRINTABLE}${END}` },
  { name: 'accents', text: `CHOT-2 ${ACCENTS}${END}` },
  { name: 'controls', text: `CHOT-3 ${CONTROLS}${END}` },
];

export function codeText(name: TestCodeName): string {
  const code = TEST_CODES.find((one) => one.name === name);
  if (code === undefined) throw new Error(`there is no test code "${name}"`);
  return code.text;
}
