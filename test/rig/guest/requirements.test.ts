import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingRequirement } from './requirements.ts';

let debian = '';
beforeAll(() => {
  debian = mkdtempSync(join(tmpdir(), 'chot-rig-'));
  for (const program of ['apt-get', 'bash', 'xz']) writeFileSync(join(debian, program), '', { mode: 0o755 });
});
afterAll(() => rmSync(debian, { recursive: true, force: true }));

it.each([
  ['a machine that is none of ours', () => missingRequirement(debian, 'darwin-arm64'), 'darwin-arm64'],
  ['a system without apt-get', () => missingRequirement(join(debian, 'nothing'), 'linux-x64'), 'no apt-get here'],
  [
    'a bare Debian',
    () => missingRequirement(debian, 'linux-x64'),
    'apt-get install --no-install-recommends qemu-system-x86 busybox-static cpio kmod dmsetup e2fsprogs',
  ],
])('says why there is no virtual machine on %s', (_, missing, said) => {
  expect(missing()).toContain(said);
});
