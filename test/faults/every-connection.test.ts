import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readRecord } from '../../db/read-record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import { playScenario } from './record-scenario.ts';
import { makeScene } from './scenario-outcome.ts';
import { scratchInMemory } from './scratch.ts';

type Connection = { readonly file: string; readonly readonly: boolean; readonly synchronous: unknown };
const connections: Connection[] = [];

/** Looks at each connection when it has done its work: better-sqlite3 falls back to NORMAL after the first statement. */
vi.mock('../../db/connect.ts', async (original) => {
  const { connect } = await original<typeof import('../../db/connect.ts')>();
  return {
    connect(path: string, options: Database.Options): Database.Database {
      const db = connect(path, options);
      const close = db.close.bind(db);
      db.close = () => {
        if (db.open) {
          const synchronous = db.pragma('synchronous', { simple: true });
          connections.push({ file: basename(path), readonly: db.readonly, synchronous });
        }
        return close();
      };
      return db;
    },
  };
});

test('every connection to a record commits at FULL or cannot write, whatever it was opened for', () => {
  const home = mkdtempSync(join(scratchInMemory(), 'chot-connections-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const name of ['everyday', 'damaged'] as const) {
    const { directory } = makeScene(name, join(home, name));
    expect(playScenario(name, directory).failed).toEqual([]);
    const read = readRecord(directory, null);
    if (!read.ok) throw new Error(read.error.detail);
    expect([...read.value.entriesSince(null)].length).toBeGreaterThan(5);
    read.value.close();
    expect(verifyRecord(directory).ok).toBe(true);
  }
  const ofRecords = connections.filter(({ file }) => file !== 'writer.lock');
  const writing = ofRecords.filter(({ readonly }) => !readonly);
  // the station's own, reopened; its scene's; beside it; and of a record that is restored
  expect(writing.length).toBeGreaterThan(8);
  expect(writing.filter(({ synchronous }) => synchronous !== 2)).toEqual([]);
  // those that read beside a station, make backups and look whether they are whole
  expect(ofRecords.length - writing.length).toBeGreaterThan(8);
});
