import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScanContent } from '../../main/contract/scan.ts';
import { stdinLines } from './stdin-lines.ts';

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<ScanContent[]> {
  const input = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const lines: ScanContent[] = [];
  for await (const line of stdinLines(input)) lines.push(line);
  return lines;
}

const scan = (text: string) => ({ ok: true, text });

test('one scan per line, whatever the line end, the last without one', async () => {
  expect(await linesOf('one\ntwo\r\nthree')).toEqual([scan('one'), scan('two'), scan('three')]);
  expect(await linesOf('one\n')).toEqual([scan('one')]);
  expect(await linesOf('')).toEqual([]);
});

test('lines of white space get no answer', async () => {
  expect(await linesOf('\n \n\t\r\n\u00a0\none\n\n', ' '.repeat(100_000), '\n', ' '.repeat(5000), '\n', 'two')).toEqual(
    [scan('one'), scan('two')],
  );
});

test('a line that is nothing but the identifier of its symbology is answered all the same', async () => {
  expect(await linesOf(']Q1\ntwo')).toEqual([{ ok: false, problem: 'empty' }, scan('two')]);
});

test('outer spaces are part of a scan; a byte-order mark is one only within', async () => {
  expect(await linesOf('\ufeff one \n\ufefftwo')).toEqual([scan(' one '), scan('\ufefftwo')]);
});

test('a line that is no text is answered in its place', async () => {
  expect(await linesOf('one\n', Uint8Array.of(0x48, 0xff, 0x0a), 'a\rb\n', 'two')).toEqual([
    scan('one'),
    { ok: false, problem: 'not-utf8' },
    { ok: false, problem: 'control-characters' },
    scan('two'),
  ]);
});

test('a line of 4 MB is answered once, in its place', async () => {
  const block = 'x'.repeat(64 * 1024);
  expect(await linesOf('one\n', ...Array<string>(64).fill(block), '\ntwo')).toEqual([
    scan('one'),
    { ok: false, problem: 'too-long' },
    scan('two'),
  ]);
  expect(await linesOf(' '.repeat(100_000), 'x')).toEqual([{ ok: false, problem: 'too-long' }]);
});

test('however the bytes are cut, the lines are the same', async () => {
  const text = fc.array(fc.constantFrom('a', 'ễ', ' ', '\r', '\n', '\r\n', '\ufeff', 'x'.repeat(13_000)), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 6 }), async (parts, places) => {
      const whole = Buffer.from(parts.join(''));
      const cuts = places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b);
      const chunks = [0, ...cuts].map((from, index) => whole.subarray(from, cuts[index] ?? whole.length));
      expect(await linesOf(...chunks)).toEqual(await linesOf(whole));
    }),
  );
});
