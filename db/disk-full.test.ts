import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('disk-full.child.ts', import.meta.url));

/** Runs `script` where a 4 MB tmpfs of our own is mounted on `$DISK`; null: this machine does not let us mount one. */
function onTinyDisk(script: string): string | null {
  const disk = mkdtempSync(join(tmpdir(), 'chot-disk-'));
  const inside = (command: string) =>
    spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=4m chot "$DISK" && ${command}`],
      {
        env: { ...process.env, DISK: disk, NODE: process.execPath, SCRIPT: script },
        encoding: 'utf8',
      },
    );
  try {
    if (inside('true').status !== 0) return null;
    const run = inside('"$NODE" "$SCRIPT" "$DISK"');
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout;
  } finally {
    rmSync(disk, { recursive: true });
  }
}

test('a full disk is told as such, loses nothing, and is left behind when there is space again', ({ skip }) => {
  const output = onTinyDisk(CHILD);
  if (output === null) {
    skip('unshare cannot mount a tmpfs here: needs Linux with user namespaces');
    return;
  }
  const told = JSON.parse(output) as Record<string, unknown> & {
    answers: string[];
    beforeFull: number;
    acknowledged: number;
  };
  expect(told.beforeFull).toBeGreaterThan(100);
  expect(told.answers[0]).toBe('disk-full');
  expect(told.answers.at(-1)).toBe('space left');
  expect(told).toMatchObject({ missing: 0, whileFull: true, reopened: true });
  // A row that was committed but could not be journaled stays; it was never acknowledged, and there is at most one.
  expect(told.afterwards).toBeGreaterThanOrEqual(told.acknowledged);
  expect(told.afterwards).toBeLessThanOrEqual(told.acknowledged + 1);
});
