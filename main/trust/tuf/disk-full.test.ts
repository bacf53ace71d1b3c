import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('../../../fixtures/trust/disk-full.child.ts', import.meta.url));

test('a full disk is told before anything is fetched, kills nothing, leaves nothing half, and is left behind', ({
  skip,
}) => {
  const disk = mkdtempSync(join(tmpdir(), 'chot-disk-'));
  const inside = (command: string) =>
    spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=4m chot "$DISK" && ${command}`],
      { env: { ...process.env, DISK: disk, NODE: process.execPath, SCRIPT: CHILD }, encoding: 'utf8' },
    );
  try {
    if (inside('true').status !== 0) skip('unshare cannot mount a tmpfs here: needs Linux with user namespaces');
    const run = inside('"$NODE" "$SCRIPT" "$DISK"');
    if (run.status !== 0) throw new Error(run.stderr);
    expect(JSON.parse(run.stdout)).toEqual({
      foreseen: 'disk-full',
      fetched: 0,
      met: 'disk-full',
      partial: [],
      sets: ['1'],
      serves: 'facts of hcm',
      withSpace: 'done',
      length: 3_000_000,
    });
  } finally {
    rmSync(disk, { recursive: true });
  }
});
