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

test.each([
  ['a QR code', ']Q1HC1:NCF', 'HC1:NCF'],
  ['a QR code with ECI', ']Q2\\000026HC1:NCF', 'HC1:NCF'],
  ['a QR code with ECI, of which none came', ']Q2HC1:NCF', 'HC1:NCF'],
  ['an Aztec code', ']z0HC1:NCF', 'HC1:NCF'],
  ['ECI alone', '\\000026HC1:NCF', 'HC1:NCF'],
  ['doubled backslashes', ']Q2\\000026A\\\\B', 'A\\B'],
  ['Latin-1', ']Q2\\000003A', 'A'],
])('what the scanner put around the content of %s is taken off', (_name, scanned, text) => {
  expect(contentOfText(scanned)).toEqual({ ok: true, text });
});

test.each([
  ['an ECI under an identifier without ECI', ']Q1\\000026HC1:', '\\000026HC1:'],
  ['a second identifier', ']Q1]Q1HC1:', ']Q1HC1:'],
  ['a bracket that begins no identifier', ']1Q', ']1Q'],
  ['a backslash that begins no ECI', '\\00002HC1:', '\\00002HC1:'],
  ['an ECI in the middle of plain text', 'A\\000026B', 'A\\000026B'],
  ['an ECI with a backslash after it that is no escape', '\\000026A\\B', '\\000026A\\B'],
  ['pairs of backslashes in plain text', 'A\\\\B', 'A\\\\B'],
])('%s is content, and kept', (_name, scanned, text) => {
  expect(contentOfText(scanned)).toEqual({ ok: true, text });
});

test('bytes go by the character set that their ECI names; text in any other is refused', () => {
  const bytes = (eci: string) => Buffer.concat([Buffer.from(`]Q2\\${eci}Nguy`), Buffer.from([0xea]), Buffer.from('n')]);
  expect(contentOfBytes(bytes('000003'))).toEqual({ ok: true, text: 'Nguyên' });
  expect(contentOfBytes(bytes('000026'))).toEqual({ ok: false, problem: 'not-utf8' });
  expect(contentOfBytes(bytes('000020'))).toEqual({ ok: false, problem: 'not-utf8' });
});

test('an identifier beside the bytes is not looked for in them again, unless it is the same', () => {
  expect(contentOfBytes(Buffer.from(']Q1HC1:'), undefined, ']Q1')).toEqual({ ok: true, text: 'HC1:' });
  expect(contentOfBytes(Buffer.from(']A0HC1:'), undefined, ']Q1')).toEqual({ ok: true, text: ']A0HC1:' });
  expect(contentOfBytes(Buffer.from('\\000026HC1:'), undefined, ']Q2')).toEqual({ ok: true, text: 'HC1:' });
});

test('a scanner set so keeps what looks like an identifier, and loses its prefix once', () => {
  expect(contentOfBytes(Buffer.from(']Q1X'), { prefix: '', suffix: '', aim: 'keep' })).toEqual({
    ok: true,
    text: ']Q1X',
  });
  const set = { prefix: 'S1', suffix: '', aim: 'strip' } as const;
  expect(contentOfBytes(Buffer.from('S1]Q1S1X'), set)).toEqual({ ok: true, text: 'S1X' });
  expect(contentOfBytes(Buffer.from('HC1:'), set)).toEqual({ ok: true, text: 'HC1:' });
});

test('whatever the content, ECI protocol and identifier around it change nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
      const plain = contentOfBytes(Buffer.from(text), { prefix: '', suffix: '', aim: 'keep' });
      const escaped = text.replaceAll('\\', '\\\\');
      expect(contentOfBytes(Buffer.from(`]Q2\\000026${escaped}`))).toEqual(plain);
      expect(contentOfBytes(Buffer.from(`]Q1${text}`))).toEqual(plain);
    }),
  );
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
      if (content.ok && ![0x5c, 0x5d].includes(bytes[0] ?? 0)) {
        expect([...Buffer.from(content.text)]).toEqual([...bytes]);
      }
    }),
  );
});
