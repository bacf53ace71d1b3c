import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRecord } from '../../db/read-record.ts';
import { RECORD_FILE } from '../../db/record-file.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-rest-'));
  world = await testStation(join(directory, 'data'));
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true });
});

/** Rows that the main file has by itself: what was checkpointed. Copied by another process, which keeps SQLite's locks. */
function rowsInMainFile(): number {
  const copy = mkdtempSync(join(directory, 'copy-'));
  execFileSync('cp', [join(directory, 'data', RECORD_FILE), copy]);
  execFileSync('cp', ['-r', join(directory, 'data', 'keys'), copy]);
  const reader = readRecord(copy, null);
  if (!reader.ok) throw new Error(reader.error.detail);
  const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const rows = [...reader.value.entries(day)].length;
  reader.value.close();
  return rows;
}

test('the record is checkpointed when nobody has scanned for five seconds, and not before', () => {
  world.scan({ expect: 'green' });
  world.idle(4999);
  expect(rowsInMainFile()).toBe(0);
  world.scan({ expect: 'black' });
  world.idle(4999);
  world.scan({ expect: 'scan-again' });
  world.idle(4999);
  expect(rowsInMainFile()).toBe(0);
  world.idle(1);
  expect(rowsInMainFile()).toBe(2);
});

test('rest that nothing was recorded before costs nothing, and each rest takes in what came after the last', () => {
  world.idle(60_000);
  expect(rowsInMainFile()).toBe(0);
  for (const rows of [1, 2, 3]) {
    world.scan({ expect: 'black' });
    world.idle(60_000);
    expect(rowsInMainFile()).toBe(rows);
  }
});
