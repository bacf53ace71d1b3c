import { closeSync, mkdtempSync, openSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isStillAt, nodeOf } from './device-node.ts';

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'chot-node-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('a name means a device until it is gone, or means another one', async () => {
  const at = (name: string) => join(here, name);
  const here = directory();
  writeFileSync(at('hidraw1'), '');
  symlinkSync('hidraw1', at('scanner'));
  const fd = openSync(at('scanner'), 'r');
  onTestFinished(() => closeSync(fd));
  const opened = await nodeOf(fd);
  expect(await nodeOf(at('scanner'))).toEqual(opened);
  expect(await isStillAt(at('scanner'), opened)).toBe(true);
  renameSync(at('hidraw1'), at('hidraw2'));
  expect(await isStillAt(at('scanner'), opened)).toBe(false);
  writeFileSync(at('hidraw1'), '');
  expect(await isStillAt(at('scanner'), opened)).toBe(false);
  expect(await isStillAt(at('hidraw2'), opened)).toBe(true);
});

test.each(['COM3', '\\\\?\\HID#VID_0C2E', 'DevSrvsID:4294969'])(
  '%s is no file, of which nothing is known',
  async (path) => {
    const node = await nodeOf(path);
    expect(node).toBe(null);
    expect(await isStillAt(path, node)).toBe(true);
  },
);
