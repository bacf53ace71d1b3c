import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockFile } from '../../db/file-lock.ts';
import { holdersOf, processesNamed } from './holders.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-holders-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

/** A /proc with one process of another user: its open files are not shown, its name and its lock are. */
function procOf(locks: string): string {
  const proc = join(directory, 'proc');
  mkdirSync(join(proc, '4711'), { recursive: true });
  writeFileSync(join(proc, 'locks'), locks);
  writeFileSync(join(proc, '4711', 'comm'), 'minicom\n');
  writeFileSync(join(proc, '4711', 'cmdline'), 'minicom\0-D\0/dev/ttyUSB0\0');
  return proc;
}

function deviceNumber(path: string): string {
  const { dev, ino } = statSync(path);
  const hex = (number: number) => number.toString(16).padStart(2, '0');
  return `${hex((dev >> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >> 12) & 0xfff00))}:${ino}`;
}

test('a process that has a file open is found, by whatever name the file goes', async () => {
  const file = join(directory, 'device');
  writeFileSync(file, '');
  symlinkSync(file, join(directory, 'by-id'));
  const child = spawn(process.execPath, [
    '-e',
    `require('fs').openSync(${JSON.stringify(file)}); console.log('open'); setInterval(() => {}, 1e6)`,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const holders = await holdersOf(join(directory, 'by-id'));
  if (holders === null) return console.warn('left out: this system has no /proc/locks');
  expect(holders.map(({ pid }) => pid)).toEqual([child.pid]);
  expect(holders[0]?.command).toMatch(/^node -e /);
});

test('the lock of another user’s process names it, though its open files are not shown', async () => {
  const file = join(directory, 'device');
  writeFileSync(file, '');
  const lock = (rest: string) => `3: FLOCK  ADVISORY  WRITE ${rest} 0 EOF\n`;
  const held = procOf(`${lock('4712 00:01:99')}${lock(`4711 ${deviceNumber(file)}`)}`);
  expect(await holdersOf(file, held)).toEqual([{ pid: 4711, command: 'minicom -D /dev/ttyUSB0' }]);
});

test('who waits for a lock does not hold it', async () => {
  const file = join(directory, 'device');
  writeFileSync(file, '');
  expect(await holdersOf(file, procOf(`3: -> FLOCK  ADVISORY  WRITE 4711 ${deviceNumber(file)} 0 EOF\n`))).toEqual([]);
});

test('a device that is gone has nobody, and a system without /proc tells nothing', async () => {
  expect(await holdersOf(join(directory, 'gone'), procOf(''))).toEqual([]);
  expect(await holdersOf(directory, join(directory, 'no-proc'))).toBeNull();
});

test('the lock of this process is no stranger’s', async () => {
  const file = join(directory, 'writer.lock');
  const lock = lockFile(file);
  onTestFinished(() => lock?.release());
  expect(await holdersOf(file)).toEqual(process.platform === 'linux' ? [] : null);
});

test('processes are found by name', async () => {
  expect(await processesNamed('minicom', procOf(''))).toEqual([4711]);
  expect(await processesNamed('ModemManager', procOf(''))).toEqual([]);
});
