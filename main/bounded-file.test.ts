import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBounded } from './bounded-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-bounded-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a file of just the size is whole, one byte more is refused', () => {
  const path = join(directory, 'file');
  const bytes = Buffer.alloc(600_000, 7);
  writeFileSync(path, bytes);
  expect(readBounded(path, 600_000)).toEqual(bytes);
  expect(readBounded(path, 599_999)).toBeNull();
});

test('what never ends is refused, and what is not there is told', () => {
  expect(readBounded('/dev/zero', 1_000_000)).toBeNull();
  expect(() => readBounded(join(directory, 'none'), 10)).toThrow(/ENOENT/);
});

test('a pipe tells no size and is read all the same', () => {
  const program = `
    import { readBounded } from ${JSON.stringify(import.meta.resolve('./bounded-file.ts'))};
    console.log(readBounded('/dev/stdin', 300_000)?.length ?? null);`;
  const piped = 'head -c "$1" /dev/zero | "$2" --input-type=module --eval "$3"';
  const told = (bytes: number) =>
    execFileSync('sh', ['-c', piped, 'sh', String(bytes), process.execPath, program], { encoding: 'utf8' });
  expect(told(200_000)).toBe('200000\n');
  expect(told(300_001)).toBe('null\n');
});
