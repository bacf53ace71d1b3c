import type { AuditRow } from './audit.ts';
import { GENESIS_HASH } from './chain.ts';
import { rowOfLine } from './journal-rows.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { WritableDb } from './open.ts';

export type ChainTable<Row> = {
  readonly name: 'ledger' | 'audit';
  readonly columns: readonly string[];
  readonly hashOf: (row: Row) => Buffer;
  /** Of the journal; rows that the table has already are passed over. */
  readonly lines: Iterable<string>;
  /** What is left of the damaged record. */
  readonly damaged: (seq: number) => Row | null;
  readonly insert: (row: Row) => void;
};

const BATCH = 1000;

export type ExtendedChain = {
  readonly rows: number;
  /** Later rows that the journal knows and that do not follow from these. */
  readonly unchained: number;
  /** Lines of the journal that are no row. */
  readonly brokenLines: number;
};

/**
 * Appends rows to a chain as long as one is found that follows from the last by its hash. Null: the journal has another
 * row where the chain begins from, so that it is not the chain of this journal.
 * @throws what SQLite or the file system threw
 */
export function extendChain<Row extends LedgerRow | AuditRow>(
  db: WritableDb,
  { name, columns, hashOf, lines, damaged, insert }: ChainTable<Row>,
): ExtendedChain | null {
  const newest = db
    .prepare<[], { seq: number; hash: Uint8Array }>(`SELECT seq, hash FROM ${name} ORDER BY seq DESC LIMIT 1`)
    .get();
  let seq = newest?.seq ?? 0;
  let hash: Uint8Array = newest?.hash ?? GENESIS_HASH;
  // In a file, not in memory: a year of a gate is millions of rows.
  db.exec(
    'DROP TABLE IF EXISTS temp.journaled; CREATE TEMP TABLE journaled (seq INTEGER NOT NULL, line TEXT NOT NULL)',
  );
  const keep = db.prepare<[number, string]>('INSERT INTO temp.journaled (seq, line) VALUES (?, ?)');
  let brokenLines = 0;
  let common: Row | null = null;
  db.transaction(() => {
    for (const line of lines) {
      const row = rowOfLine<Row>(line, [...columns, 'hash']);
      if (row === null) brokenLines += 1;
      else if (row.seq > seq) keep.run(row.seq, line);
      else if (row.seq > (common?.seq ?? 0) && isWhole(row)) common = row;
    }
  })();
  if (common !== null && !isKnown(common)) return null;
  db.exec('CREATE INDEX temp.journaled_seq ON journaled (seq)');
  const linesOf = db.prepare<[number], string>('SELECT line FROM temp.journaled WHERE seq = ?').pluck();

  function isWhole(row: Row): boolean {
    return Buffer.compare(hashOf(row), row.hash) === 0;
  }
  function isKnown(row: Row): boolean {
    const known = db.prepare<[number], Uint8Array>(`SELECT hash FROM ${name} WHERE seq = ?`).pluck().get(row.seq);
    return known !== undefined && Buffer.compare(known, row.hash) === 0;
  }
  const follows = (row: Row | null): row is Row =>
    row !== null && row.seq === seq + 1 && Buffer.compare(row.previous_hash, hash) === 0 && isWhole(row);
  function next(): Row | null {
    const journaled = linesOf.all(seq + 1).map((line) => rowOfLine<Row>(line, [...columns, 'hash']));
    return journaled.find(follows) ?? [damaged(seq + 1)].find(follows) ?? null;
  }
  const appendSome = db.transaction((): boolean => {
    for (let n = 0; n < BATCH; n += 1) {
      const row = next();
      if (row === null) return false;
      insert(row);
      seq = row.seq;
      hash = row.hash;
    }
    return true;
  });
  while (appendSome()) {
    // a batch more
  }
  const unchained = db
    .prepare<[number], number>('SELECT count(DISTINCT seq) FROM temp.journaled WHERE seq > ?')
    .pluck();
  return { rows: seq, unchained: unchained.get(seq) ?? 0, brokenLines };
}
