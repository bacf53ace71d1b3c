import { type ColumnValue, chainHash, GENESIS_HASH } from './chain.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** What somebody did to the station. Nothing personal of a visitor goes in here: it outlives the day keys. */
export type AuditEvent = {
  /** The operator, or `station` for what it does by itself. */
  readonly who: string;
  /** From where: `screen`, `cli`, `usb`, `central`, `station`. */
  readonly from: string;
  /** What, as a code: `[a-z-]+`. */
  readonly what: string;
  readonly detail: { readonly [name: string]: string | number | boolean | null };
};

export type AuditRow = {
  readonly seq: number;
  readonly at_ms: number;
  readonly who: string;
  readonly source: string;
  readonly what: string;
  /** JSON object. */
  readonly detail: string;
  readonly previous_hash: Uint8Array;
  readonly hash: Uint8Array;
};

/** The columns in the order in which the hash covers them. */
export const AUDIT_COLUMNS = [
  'seq',
  'at_ms',
  'who',
  'source',
  'what',
  'detail',
  'previous_hash',
] as const satisfies readonly Exclude<keyof AuditRow, 'hash'>[];

export const AUDIT_DOMAIN = 'chot-audit-1';

export function auditHash(row: { readonly [column in (typeof AUDIT_COLUMNS)[number]]: ColumnValue }): Buffer {
  return chainHash(
    AUDIT_DOMAIN,
    AUDIT_COLUMNS.map((column) => row[column]),
  );
}

/** Appends a row as it is; call it inside the transaction that found its place. */
export function auditRowWriter(db: WritableDb): (row: AuditRow) => void {
  const columns = [...AUDIT_COLUMNS, 'hash'];
  const insert = db.prepare(
    `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  return (row) => void insert.run(row);
}

/** Appends an event in a transaction of its own. `at` is in milliseconds since the epoch. */
export function auditWriter(db: WritableDb): (event: AuditEvent, at: number) => AuditRow {
  const last = db.prepare<[], { seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  const insert = auditRowWriter(db);
  const append = db.transaction((event: AuditEvent, at: number): AuditRow => {
    const newest = last.get();
    const row = {
      seq: (newest?.seq ?? 0) + 1,
      at_ms: Math.trunc(at),
      who: event.who,
      source: event.from,
      what: event.what,
      detail: JSON.stringify(event.detail),
      previous_hash: newest?.hash ?? GENESIS_HASH,
    };
    const sealed = { ...row, hash: auditHash(row) };
    insert(sealed);
    return sealed;
  });
  return (event, at) => append.immediate(event, at);
}

/** Rows above `seq` in order, at most `limit`. */
export function auditAfter(db: ReadableDb): (seq: number, limit: number) => AuditRow[] {
  const query = db.prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
  return (seq, limit) => query.all(seq, limit);
}
