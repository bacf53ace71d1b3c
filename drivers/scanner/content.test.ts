import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_SCAN_LENGTH } from '../../main/contract/scan.ts';
import { contentOfBytes, contentOfText } from './content.ts';
import { MAX_FRAME_BYTES } from './framing.ts';

test.each([
  ['bytes that are no UTF-8', [0x48, 0xff], 'not-utf8'],
  ['a surrogate written as UTF-8', [0xed, 0xa0, 0x80], 'not-utf8'],
  ['an overlong form', [0xc0, 0xaf], 'not-utf8'],
  ['a cut character', [0xe1, 0xbb], 'not-utf8'],
  ['NUL', [0x41, 0x00], 'control-characters'],
  ['ESC', [0x1b, 0x41], 'control-characters'],
  ['a tab', [0x41, 0x09, 0x42], 'control-characters'],
  ['DEL', [0x41, 0x7f], 'control-characters'],
  ['a C1 control', [0x41, 0xc2, 0x85], 'control-characters'],
  ['nothing', [], 'empty'],
  ['white space', [0x20, 0xc2, 0xa0], 'empty'],
  ['only an AIM identifier', [...Buffer.from(']Q1')], 'empty'],
])('%s is no text', (_name, bytes, problem) => {
  expect(contentOfBytes(Uint8Array.from(bytes))).toEqual({ ok: false, problem });
});

test('what is signed is kept as it was scanned: BOM, outer spaces, composed and decomposed letters', () => {
  for (const text of ['\ufeffHC1:', ' HC1:X ', 'Nguyễn', 'Nguyễn'.normalize('NFD')]) {
    expect(contentOfBytes(Buffer.from(text))).toEqual({ ok: true, text });
  }
});

test('the AIM identifier of a QR code without ECI is cut off', () => {
  expect(contentOfText(']Q1HC1:NCF')).toEqual({ ok: true, text: 'HC1:NCF' });
  expect(contentOfText(']Q2HC1:NCF')).toEqual({ ok: true, text: ']Q2HC1:NCF' });
});

test('the longest text fits a frame, and one character more is too long', () => {
  const longest = '\u1ec5'.repeat(MAX_SCAN_LENGTH);
  expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  expect(contentOfBytes(Buffer.from(longest))).toEqual({ ok: true, text: longest });
  expect(contentOfText(`${longest}x`)).toEqual({ ok: false, problem: 'too-long' });
});

test('any bytes are answered; those accepted are exactly the bytes of their text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const content = contentOfBytes(bytes);
      if (content.ok && !Buffer.from(bytes).toString().startsWith(']Q')) {
        expect([...Buffer.from(content.text)]).toEqual([...bytes]);
      }
    }),
  );
});
