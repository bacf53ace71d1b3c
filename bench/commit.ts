import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openRecord, type StationRecord } from '../db/record.ts';
import type { Answer } from '../main/contract/verdict.ts';
import { answerText } from '../main/station/answer.ts';
import { ledgerEntry } from '../main/station/ledger-entry.ts';
import { uuidV7 } from '../main/station/uuid.ts';
import { against, percentile, print } from './figures.ts';
import { benchWorld } from './samples.ts';
import { withScratch } from './scratch.ts';

const SCANS = 4000;

/**
 * text → verdict → committed row and journal, against the bare parts of the same work on the same disk in the same run:
 * one `crypto.verify`, one insert of a row of the same size at synchronous=FULL, one append with fdatasync. Interleaved,
 * so that a drifting machine slows both.
 */
export async function benchCommit(): Promise<void> {
  await withScratch((directory) => {
    const now = Date.now();
    const { texts, circumstances, verifyBare } = benchWorld(256, now);
    const opened = openRecord({ directory: join(directory, 'station') });
    if (!opened.ok) throw new Error(opened.error.detail);
    const bare = bareStore(directory);

    const samples: { bare: number[]; whole: number[] } = { bare: [], whole: [] };
    for (let scan = -300; scan < SCANS; scan++) {
      const text = texts[(scan + 300) % texts.length] ?? '';
      const bareMs = timed(() => {
        verifyBare(scan + 300);
        bare.store();
      });
      const wholeMs = timed(() => record(opened.value, answerText(text, circumstances), now));
      if (scan < 0) continue;
      samples.bare.push(bareMs);
      samples.whole.push(wholeMs);
    }
    bare.close();
    opened.value.close();
    const p99 = { bare: percentile(samples.bare, 0.99), whole: percentile(samples.whole, 0.99) };
    print('commit', {
      scans: SCANS,
      'bare p50, ms': percentile(samples.bare, 0.5),
      'whole p50, ms': percentile(samples.whole, 0.5),
      'bare p99, ms': p99.bare,
      'whole p99, ms': p99.whole,
      'p50 ratio': percentile(samples.whole, 0.5) / percentile(samples.bare, 0.5),
      'p99 against bare': against(p99.whole / p99.bare, 1.5, 'at most'),
    });
  });
}

function timed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function record(station: StationRecord, answer: Answer, now: number): void {
  if (answer.kind !== 'verdict') throw new Error('a sample pass was not read');
  const { pass, verdict } = answer;
  const place = {
    uuid: uuidV7(now, randomBytes(10)),
    lane: { name: 'bench', direction: 'in' },
    now,
    clockState: 'ok',
    clock: { monotonic: () => performance.now(), bootId: 'bench' },
    day: new Date(now).toISOString().slice(0, 10),
    trustIssuedAt: null,
  } as const;
  const { colour, reasons, pack } = verdict;
  const about = { kind: 'check-in', refersTo: null, simulated: false, override: null } as const;
  const appended = station.append(ledgerEntry(pass, place, { ...about, colour, reasons, pack }));
  if (!appended.ok) throw new Error(appended.error);
}

/** About the size of a ledger row with its sealed person, and of its journal line. */
const ROW_BYTES = 700;
const LINE_BYTES = 1100;

function bareStore(directory: string): { store(): void; close(): void } {
  const db = new Database(join(directory, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE row (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO row (body) VALUES (?)');
  const journal = openSync(join(directory, 'bare.jsonl'), 'a');
  const line = `${'x'.repeat(LINE_BYTES - 1)}\n`;
  return {
    store() {
      insert.run(randomBytes(ROW_BYTES));
      writeSync(journal, line);
      fdatasyncSync(journal);
    },
    close(): void {
      db.close();
      closeSync(journal);
    },
  };
}
