import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, Framer, MAX_FRAME_BYTES, STUTTER_MS } from './framing.ts';

const IDLE = 50;

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function texts(frames: Frame[]): string[] {
  return frames.map((frame) => (frame.kind === 'bytes' ? Buffer.from(frame.bytes).toString('latin1') : frame.kind));
}

/** Feeds the chunks one after the other without silence, then lets silence end what is open. */
function framesOf(chunks: readonly Uint8Array[]): string[] {
  const framer = new Framer(IDLE);
  const frames = chunks.flatMap((chunk, index) => framer.push(chunk, index));
  return texts([...frames, ...framer.tick(chunks.length + STUTTER_MS)]);
}

test.each([
  ['CR', 'one\rtwo\r', ['one', 'two']],
  ['LF', 'one\ntwo\n', ['one', 'two']],
  ['CRLF', 'one\r\ntwo\r\n', ['one', 'two']],
  ['STX and ETX', '\x02one\x03\x02two\x03', ['one', 'two']],
  ['none', 'one', ['one']],
  ['ends alone', '\r\n\r\n\x02\r', []],
  ['white space is kept', ' one \t\r', [' one \t']],
])('%s', (_name, sent, expected) => {
  expect(framesOf([bytes(sent)])).toEqual(expected);
});

test('a CRLF split over two reads ends one frame', () => {
  const framer = new Framer(IDLE);
  expect(texts(framer.push(bytes('one\r'), 0))).toEqual(['one']);
  expect(framer.nextDeadline()).toBe(null);
  expect(framer.push(bytes('\n'), 1)).toEqual([]);
  expect(framer.nextDeadline()).toBe(null);
});

test('a frame carries the time of its last byte, not that of the silence after it', () => {
  const framer = new Framer(IDLE);
  framer.push(bytes('before'), 0);
  framer.tick(STUTTER_MS);
  framer.push(bytes('on'), 1100);
  framer.push(bytes('e'), 1130);
  expect(framer.nextDeadline()).toBe(1180);
  expect(framer.tick(1179)).toEqual([]);
  expect(framer.tick(1180)).toEqual([{ kind: 'bytes', bytes: new Uint8Array(bytes('one')), at: 1130 }]);
});

test('a scanner may stutter within a scan from its first on, until silence proves that it sends no terminators', () => {
  const framer = new Framer(IDLE);
  framer.push(bytes('o'), 0);
  expect(framer.tick(IDLE)).toEqual([]);
  expect(texts(framer.push(bytes('ne\r'), IDLE + 1))).toEqual(['one']);
  framer.push(bytes('tw'), 500);
  expect(framer.tick(500 + IDLE)).toEqual([]);
  expect(texts(framer.push(bytes('o\r'), 510 + IDLE))).toEqual(['two']);
  framer.push(bytes('three'), 1000);
  expect(texts(framer.tick(1000 + STUTTER_MS))).toEqual(['three']);
  framer.push(bytes('four'), 2000);
  expect(texts(framer.tick(2000 + IDLE))).toEqual(['four']);
});

test('half a scan before an unplug is not glued to the scan after it', () => {
  const framer = new Framer(IDLE);
  framer.push(bytes('HC1:half'), 0);
  framer.reset();
  expect(framer.nextDeadline()).toBe(null);
  expect(texts(framer.push(bytes('whole\r'), 1))).toEqual(['whole']);
});

test('a line of 4 MB is told once and the next scan is read', () => {
  const framer = new Framer(IDLE);
  const block = bytes('x'.repeat(64 * 1024));
  const frames = Array.from({ length: 64 }, (_, index) => framer.push(block, index)).flat();
  expect(texts(frames)).toEqual(['too-long']);
  expect(texts(framer.push(bytes('y\rnext\r'), 100))).toEqual(['next']);
});

test('an overlong frame without an end is ended by silence', () => {
  const framer = new Framer(IDLE);
  expect(texts(framer.push(bytes('x'.repeat(MAX_FRAME_BYTES + 1)), 0))).toEqual(['too-long']);
  expect(framer.tick(STUTTER_MS)).toEqual([]);
  expect(texts(framer.push(bytes('next\r'), STUTTER_MS + 1))).toEqual(['next']);
});

const ends = fc.constantFrom(0x0d, 0x0a, 0x03);
const stream = fc.uint8Array({ maxLength: 200 }).chain((noise) =>
  fc.array(fc.tuple(fc.nat(200), ends), { maxLength: 20 }).map((places) => {
    const mixed = Uint8Array.from(noise);
    for (const [place, end] of places) if (place < mixed.length) mixed[place] = end;
    return mixed;
  }),
);

function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...places].map((place) => place % (whole.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => whole.subarray(from, sorted[index] ?? whole.length));
}

test('however the bytes are cut, the frames are the same', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat()), (whole, places) => {
      expect(framesOf(cut(whole, places))).toEqual(framesOf([whole]));
    }),
  );
});

test('no byte of a scan is lost, added or moved', () => {
  fc.assert(
    fc.property(stream, (whole) => {
      const kept = [...whole].filter((byte) => ![0x0d, 0x0a, 0x03].includes(byte));
      const framed = [...bytes(framesOf([whole]).join(''))];
      expect(framed.filter((byte) => byte !== 0x02)).toEqual(kept.filter((byte) => byte !== 0x02));
    }),
  );
});
