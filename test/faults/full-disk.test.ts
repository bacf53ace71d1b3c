import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';

const CHILD = fileURLToPath(new URL('full-disk.child.ts', import.meta.url));

test('a station whose disk is full admits nobody, lets everybody out, and goes on when there is space', ({ skip }) => {
  if (PTY_MISSING !== null) return skip(PTY_MISSING);
  const disk = mkdtempSync(join(tmpdir(), 'chot-disk-'));
  onTestFinished(() => rmSync(disk, { recursive: true }));
  const inside = (command: string) =>
    spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=5m chot "$DISK" && ${command}`],
      {
        env: { ...process.env, DISK: disk, NODE: process.execPath, SCRIPT: CHILD },
        encoding: 'utf8',
        timeout: 100_000,
      },
    );
  if (inside('true').status !== 0) {
    return skip('unshare cannot mount a tmpfs here: needs Linux with user namespaces');
  }
  const run = inside('"$NODE" "$SCRIPT" "$DISK"');
  expect(run.status, run.stderr).toBe(0);
  const told = JSON.parse(run.stdout);
  expect(told).toMatchObject({
    before: 'green',
    refused: { kind: 'refused', colour: null, outage: 'disk-full', seq: null },
    openedOutward: 1,
    after: { kind: 'check-in', colour: 'green' },
    missing: 0,
    status: 0,
  });
  expect(told.openedInward).toBe(told.admitted);
  // A row that was committed and could not be journaled was never told, and stays.
  expect(told.rows).toBeGreaterThanOrEqual(told.acknowledged);
  expect(told.rows).toBeLessThanOrEqual(told.acknowledged + 1);
});
