import type { Text } from './texts.ts';

/** What the lesson that teaches the software a scanner tells a person (drivers/scanner/learn/). */

/** The printed test codes, in the order in which they are scanned. */
export const TEST_CODE_NAMES = ['letters', 'accents', 'controls'] as const;
export type TestCodeName = (typeof TEST_CODE_NAMES)[number];

/** What was found out of a scanner; a `value` stands with some. */
export const LESSON_FINDINGS = [
  /** `value`: baud. */
  'baud',
  'end-cr',
  'end-lf',
  'end-crlf',
  'end-etx',
  'end-enter',
  'end-tab',
  'end-report',
  'end-silence',
  /** `value`: the text, control characters as `<CR>`. */
  'prefix',
  'suffix',
  /** `value`: the identifier. */
  'aim-sent',
  'aim-not-sent',
  /** `value`: the escape. */
  'eci-sent',
  'layout-us',
  'layout-other',
  'reports-described',
  /** `value`: the profile as station.json names it. */
  'reports-profile',
  'accents-whole',
  'accents-latin1',
  'accents-dropped',
  'accents-alt-codes',
  'accents-changed',
  'controls-whole',
  'controls-dropped',
  'controls-keys',
  'controls-changed',
  /** `value`: milliseconds. */
  'pauses',
] as const;
export type LessonFinding = (typeof LESSON_FINDINGS)[number];

/** Why a scan taught nothing, or why this scanner cannot be used as it is set. */
export const LESSON_PROBLEMS = [
  'another-code',
  'part-lost',
  'not-as-before',
  'garbled',
  'reports-unreadable',
  'alt-codes',
  'input-method',
  'caps-lock',
  'one-case',
  'layout-unlearnable',
  'characters-changed',
  'prefix-unusable',
  'suffix-unusable',
  'unexplained',
] as const;
export type LessonProblem = (typeof LESSON_PROBLEMS)[number];

/** What a scanner is asked to read; shown one at a time. */
export const LESSON_STEP_TEXTS: { readonly [name in TestCodeName]: Text } = {
  letters: { vi: 'Quét mã số 1 trên tờ mã thử.', en: 'Scan code 1 of the test sheet.' },
  accents: { vi: 'Quét mã số 2.', en: 'Scan code 2.' },
  controls: { vi: 'Quét mã số 3.', en: 'Scan code 3.' },
};

type FindingText = {
  readonly title: Text;
  /** What should better be set otherwise; null: all is well. */
  readonly advice: Text | null;
};

const AS_IT_IS = null;

/** A finding's `value` goes behind its `title`, after a colon. */
export const LESSON_FINDING_TEXTS: { readonly [finding in LessonFinding]: FindingText } = {
  baud: { title: { vi: 'Tốc độ cổng (baud)', en: 'Speed of the port (baud)' }, advice: AS_IT_IS },
  'end-cr': { title: { vi: 'Kết thúc mã bằng CR', en: 'Ends a code by CR' }, advice: AS_IT_IS },
  'end-lf': { title: { vi: 'Kết thúc mã bằng LF', en: 'Ends a code by LF' }, advice: AS_IT_IS },
  'end-crlf': { title: { vi: 'Kết thúc mã bằng CR LF', en: 'Ends a code by CR LF' }, advice: AS_IT_IS },
  'end-etx': { title: { vi: 'Kết thúc mã bằng ETX', en: 'Ends a code by ETX' }, advice: AS_IT_IS },
  'end-enter': { title: { vi: 'Kết thúc mã bằng phím Enter', en: 'Ends a code by the Enter key' }, advice: AS_IT_IS },
  'end-tab': { title: { vi: 'Kết thúc mã bằng phím Tab', en: 'Ends a code by the Tab key' }, advice: AS_IT_IS },
  'end-report': { title: { vi: 'Đầu đọc tự báo hết mã', en: 'The reader tells where a code ends' }, advice: AS_IT_IS },
  'end-silence': {
    title: { vi: 'Không báo hết mã', en: 'Does not tell where a code ends' },
    advice: {
      vi: 'Nên đặt đầu đọc gửi thêm CR (Enter) sau mỗi mã: màn hình sẽ trả lời nhanh hơn và chắc hơn.',
      en: 'Better set the reader to send CR (Enter) after each code: the screen answers sooner and more surely.',
    },
  },
  prefix: {
    title: { vi: 'Gửi thêm trước mỗi mã', en: 'Sends before each code' },
    advice: { vi: 'Đã bỏ đi khi đọc. Nên tắt trên đầu đọc.', en: 'It is taken off. Better turn it off on the reader.' },
  },
  suffix: {
    title: { vi: 'Gửi thêm sau mỗi mã', en: 'Sends after each code' },
    advice: { vi: 'Đã bỏ đi khi đọc. Nên tắt trên đầu đọc.', en: 'It is taken off. Better turn it off on the reader.' },
  },
  'aim-sent': { title: { vi: 'Gửi ký hiệu AIM', en: 'Sends the AIM identifier' }, advice: AS_IT_IS },
  'aim-not-sent': { title: { vi: 'Không gửi ký hiệu AIM', en: 'Sends no AIM identifier' }, advice: AS_IT_IS },
  'eci-sent': { title: { vi: 'Gửi ký hiệu ECI', en: 'Sends ECI escapes' }, advice: AS_IT_IS },
  'layout-us': { title: { vi: 'Bàn phím kiểu Mỹ (US)', en: 'US keyboard' }, advice: AS_IT_IS },
  'layout-other': {
    title: { vi: 'Bàn phím kiểu nước khác, đã học được', en: 'Keyboard of another country, learned' },
    advice: {
      vi: 'Nên đặt đầu đọc về bàn phím kiểu Mỹ (US) nếu có thể.',
      en: 'Better set the reader to a US keyboard, where possible.',
    },
  },
  'reports-described': {
    title: { vi: 'Đầu đọc tự mô tả dữ liệu', en: 'The reader describes its data itself' },
    advice: AS_IT_IS,
  },
  'reports-profile': { title: { vi: 'Kiểu dữ liệu HID', en: 'Layout of its HID data' }, advice: AS_IT_IS },
  'accents-whole': {
    title: { vi: 'Chữ tiếng Việt có dấu đến nguyên vẹn', en: 'Vietnamese letters arrive whole' },
    advice: AS_IT_IS,
  },
  'accents-latin1': {
    title: { vi: 'Chữ có dấu đến bằng bảng mã khác (Latin-1)', en: 'Accented letters arrive as Latin-1' },
    advice: {
      vi: 'Đặt đầu đọc gửi UTF-8 (hoặc dữ liệu gốc); nếu không, thẻ có tên tiếng Việt sẽ bị từ chối.',
      en: 'Set the reader to send UTF-8 (or raw data), or cards with Vietnamese names are refused.',
    },
  },
  'accents-dropped': {
    title: { vi: 'Chữ có dấu bị mất', en: 'Accented letters get lost' },
    advice: {
      vi: 'Đặt đầu đọc sang USB-COM và UTF-8; nếu không, tên tiếng Việt trên căn cước bị đọc thiếu chữ.',
      en: 'Set the reader to USB-COM and UTF-8, or Vietnamese names on identity cards are read without those letters.',
    },
  },
  'accents-alt-codes': {
    title: { vi: 'Chữ có dấu được gõ bằng mã Alt', en: 'Accented letters are typed by Alt codes' },
    advice: {
      vi: 'Thẻ có tên tiếng Việt sẽ bị từ chối: đặt đầu đọc sang USB-COM và UTF-8.',
      en: 'Cards with Vietnamese names will be refused: set the reader to USB-COM and UTF-8.',
    },
  },
  'accents-changed': {
    title: { vi: 'Chữ có dấu bị đổi', en: 'Accented letters are changed' },
    advice: {
      vi: 'Đặt đầu đọc gửi UTF-8; nếu không, tên tiếng Việt trên căn cước bị đọc sai.',
      en: 'Set the reader to send UTF-8, or Vietnamese names on identity cards are read wrongly.',
    },
  },
  'controls-whole': {
    title: { vi: 'Ký tự điều khiển đến nguyên vẹn', en: 'Control characters arrive as they are' },
    advice: AS_IT_IS,
  },
  'controls-dropped': {
    title: { vi: 'Ký tự điều khiển bị bỏ', en: 'Control characters are left out' },
    advice: AS_IT_IS,
  },
  'controls-keys': {
    title: { vi: 'Ký tự điều khiển được gõ bằng tổ hợp phím', en: 'Control characters are typed as key combinations' },
    advice: AS_IT_IS,
  },
  'controls-changed': {
    title: { vi: 'Ký tự điều khiển bị thay bằng ký tự khác', en: 'Control characters are replaced by others' },
    advice: AS_IT_IS,
  },
  pauses: {
    title: { vi: 'Quãng ngừng dài nhất trong một mã (ms)', en: 'Longest pause within a code (ms)' },
    advice: AS_IT_IS,
  },
};

/** `title` says what happened, `advice` what to do next. */
export const LESSON_PROBLEM_TEXTS: {
  readonly [problem in LessonProblem]: { readonly title: Text; readonly advice: Text };
} = {
  'another-code': {
    title: { vi: 'Đây không phải mã đang cần quét', en: 'This is not the code to scan now' },
    advice: { vi: 'Quét đúng mã được yêu cầu, trên tờ mã thử.', en: 'Scan the code asked for, of the test sheet.' },
  },
  'part-lost': {
    title: { vi: 'Một phần của mã bị mất hoặc bị lặp', en: 'A part of the code was lost or came twice' },
    advice: {
      vi: 'Quét lại. Nếu lặp lại, cắm đầu đọc thẳng vào máy, đổi cáp hoặc bộ chia USB.',
      en: 'Scan again. If it happens again, plug the reader straight into the machine, or change its cable or hub.',
    },
  },
  'not-as-before': {
    title: { vi: 'Mã này đến khác với các mã trước', en: 'This code came in another way than those before' },
    advice: {
      vi: 'Cài đặt của đầu đọc có thể vừa thay đổi. Bắt đầu lại từ mã số 1.',
      en: 'The settings of the reader may have changed just now. Begin again with code 1.',
    },
  },
  garbled: {
    title: { vi: 'Chỉ nhận được ký tự vô nghĩa', en: 'Only garbage came' },
    advice: {
      vi: 'Tốc độ cổng (baud) có thể sai: máy đã chuyển sang tốc độ khác, hãy quét lại mã số 1.',
      en: 'The speed of the port (baud) may be wrong: another one is tried, scan code 1 again.',
    },
  },
  'reports-unreadable': {
    title: { vi: 'Không hiểu dữ liệu HID của đầu đọc này', en: 'The HID data of this reader is not understood' },
    advice: {
      vi: 'Chuyển đầu đọc sang chế độ USB-COM (cổng COM ảo).',
      en: 'Set the reader to USB-COM (virtual COM port).',
    },
  },
  'alt-codes': {
    title: { vi: 'Đầu đọc gõ bằng mã Alt', en: 'The reader types by Alt codes' },
    advice: {
      vi: 'Tắt chế độ Alt (ALT mode, Keypad emulation) trên đầu đọc, rồi bắt đầu lại từ mã số 1.',
      en: 'Turn off its ALT mode (keypad emulation), then begin again with code 1.',
    },
  },
  'input-method': {
    title: { vi: 'Bộ gõ tiếng Việt đang sửa các phím', en: 'An input method changes the keys' },
    advice: {
      vi: 'Tắt UniKey, EVKey hoặc bộ gõ của hệ thống (Telex, VNI), rồi bắt đầu lại từ mã số 1.',
      en: 'Turn off UniKey, EVKey or the input method of the system (Telex, VNI), then begin again with code 1.',
    },
  },
  'caps-lock': {
    title: { vi: 'Chữ hoa và chữ thường bị đảo', en: 'Capitals and small letters are swapped' },
    advice: {
      vi: 'Tắt Caps Lock trên máy và trên đầu đọc, rồi bắt đầu lại từ mã số 1.',
      en: 'Turn off Caps Lock on the machine and on the reader, then begin again with code 1.',
    },
  },
  'one-case': {
    title: { vi: 'Đầu đọc đổi hết sang chữ hoa hoặc chữ thường', en: 'The reader turns all letters to one case' },
    advice: {
      vi: 'Đặt đầu đọc giữ nguyên chữ hoa, chữ thường (Case conversion: off), rồi bắt đầu lại từ mã số 1.',
      en: 'Turn off its case conversion, then begin again with code 1.',
    },
  },
  'layout-unlearnable': {
    title: { vi: 'Kiểu bàn phím này thiếu hoặc lẫn ký tự', en: 'This keyboard lacks or confuses characters' },
    advice: {
      vi: 'Đặt đầu đọc về bàn phím kiểu Mỹ (US), rồi bắt đầu lại từ mã số 1.',
      en: 'Set the reader to a US keyboard, then begin again with code 1.',
    },
  },
  'characters-changed': {
    title: { vi: 'Đầu đọc thay đổi nội dung mã', en: 'The reader changes what codes say' },
    advice: {
      vi: 'Đặt đầu đọc về mặc định của hãng, cổng 8N1, không định dạng dữ liệu, rồi bắt đầu lại từ mã số 1.',
      en: 'Set the reader to its factory settings, 8N1, no data formatting, then begin again with code 1.',
    },
  },
  'prefix-unusable': {
    title: { vi: 'Không bỏ được phần gửi thêm trước mã', en: 'What is sent before the code cannot be taken off' },
    advice: {
      vi: 'Tắt tiền tố (prefix) trên đầu đọc, rồi bắt đầu lại từ mã số 1.',
      en: 'Turn off the prefix of the reader, then begin again with code 1.',
    },
  },
  'suffix-unusable': {
    title: { vi: 'Không bỏ được phần gửi thêm sau mã', en: 'What is sent after the code cannot be taken off' },
    advice: {
      vi: 'Đặt hậu tố (suffix) của đầu đọc chỉ còn CR, rồi bắt đầu lại từ mã số 1.',
      en: 'Set the suffix of the reader to CR alone, then begin again with code 1.',
    },
  },
  unexplained: {
    title: { vi: 'Chưa đọc đúng được mã thử', en: 'The test codes cannot be read exactly' },
    advice: {
      vi: 'Đặt đầu đọc về mặc định của hãng và chế độ USB-COM, rồi bắt đầu lại từ mã số 1.',
      en: 'Set the reader to its factory settings and to USB-COM, then begin again with code 1.',
    },
  },
};
