import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openRecord, type StationRecord } from './record.ts';

/** A record in a directory of its own for each test of a file. */
export type SampleRecord = {
  readonly directory: string;
  readonly record: StationRecord;
  /** Another one on the same directory; the one before must be closed. */
  reopen(): void;
};

export function sampleRecord(): SampleRecord {
  const open = (directory: string): StationRecord => {
    const opened = openRecord({ directory });
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  };
  let current: { readonly directory: string; record: StationRecord } | undefined;
  const present = () => {
    if (current === undefined) throw new Error('asked for outside a test');
    return current;
  };
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'chot-record-'));
    current = { directory, record: open(directory) };
  });
  afterEach(() => {
    present().record.close();
    rmSync(present().directory, { recursive: true });
  });
  return {
    get directory() {
      return present().directory;
    },
    get record() {
      return present().record;
    },
    reopen() {
      present().record = open(present().directory);
    },
  };
}
