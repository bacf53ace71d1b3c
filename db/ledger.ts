import type { Direction } from '../main/contract/station-config.ts';
import { GENESIS_HASH } from './chain.ts';
import { LEDGER_COLUMNS, type LedgerRow, type RowPlace } from './ledger-row.ts';
import type { ReadableDb, WritableDb } from './open.ts';

const COLUMNS = [...LEDGER_COLUMNS, 'hash'];

/** Appends a row; call it inside the transaction that found its place. */
export function ledgerWriter(db: WritableDb): (row: LedgerRow) => void {
  const insert = db.prepare(
    `INSERT INTO ledger (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  return (row) => void insert.run(row);
}

/** Where the next row of the chain goes. */
export function nextPlace(db: ReadableDb): () => RowPlace {
  const last = db.prepare<[], { seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1',
  );
  return () => {
    const row = last.get();
    return row ? { seq: row.seq + 1, previousHash: row.hash } : { seq: 1, previousHash: GENESIS_HASH };
  };
}

export function rowByUuid(db: ReadableDb): (uuid: string) => LedgerRow | undefined {
  const query = db.prepare<[string], LedgerRow>('SELECT * FROM ledger WHERE uuid = ?');
  return (uuid) => query.get(uuid);
}

/** Rows above `seq` in order, at most `limit`. */
export function rowsAfter(db: ReadableDb): (seq: number, limit: number) => LedgerRow[] {
  const query = db.prepare<[number, number], LedgerRow>('SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?');
  return (seq, limit) => query.all(seq, limit);
}

/** The rows that a local day has now, oldest first; an open SQLite cursor would keep the station from writing. */
export function rowsOfDay(db: ReadableDb): (day: string) => Generator<LedgerRow> {
  const numbers = seqsOfDay(db);
  const bySeq = rowsBySeq(db);
  return (day) => bySeq(numbers(day));
}

/** Numbers of the rows of a local day, oldest first. */
export function seqsOfDay(db: ReadableDb): (day: string) => number[] {
  const query = db.prepare<[string], number>('SELECT seq FROM ledger WHERE day = ? ORDER BY seq').pluck();
  return (day) => query.all(day);
}

/** A statement for each row would take half as long again; whoever wants few may stop after any. */
const ROWS_AT_ONCE = 64;

/** The rows of these numbers, in the order of the numbers; such as there are. */
export function rowsBySeq(db: ReadableDb): (seqs: Iterable<number>) => Generator<LedgerRow> {
  const query = db.prepare<[string], LedgerRow>(
    'SELECT ledger.* FROM json_each(?) AS wanted CROSS JOIN ledger ON ledger.seq = wanted.value ORDER BY wanted.key',
  );
  return function* (seqs) {
    let portion: number[] = [];
    for (const seq of seqs) {
      portion.push(seq);
      if (portion.length < ROWS_AT_ONCE) continue;
      yield* query.all(JSON.stringify(portion));
      portion = [];
    }
    if (portion.length > 0) yield* query.all(JSON.stringify(portion));
  };
}

/** Numbers of the rows above `seq`, in order. */
export function seqsAfter(db: ReadableDb): (seq: number) => number[] {
  const query = db.prepare<[number], number>('SELECT seq FROM ledger WHERE seq > ? ORDER BY seq').pluck();
  return (seq) => query.all(seq);
}

/** Local days that the ledger has rows of, from `day` on (null: all), oldest first: one step in the index each. */
export function ledgerDays(db: ReadableDb, day: string | null = null): string[] {
  const query = db.prepare<[string], string>(`
    WITH RECURSIVE days (day) AS (
      SELECT min(day) FROM ledger WHERE day >= ?
      UNION ALL SELECT (SELECT min(day) FROM ledger WHERE ledger.day > days.day) FROM days WHERE days.day IS NOT NULL
    )
    SELECT day FROM days WHERE day IS NOT NULL`);
  return query.pluck().all(day ?? '');
}

/** What speaks for a time of the ledger. */
export type TimeVoucher = {
  /** Newest signed time of the trust, milliseconds since the epoch. */
  readonly issuedAt: number;
  /** A row counts if it is at most so much later, in milliseconds, than the signed time of the trust that judged it. */
  readonly withinMs: number;
};

/**
 * Newest time, in milliseconds since the epoch, of a row that is beyond doubt: not simulated, its clock not suspect, and
 * vouched for by signed time. Of the days from the newest, the first that has one. No row is vouched for beyond what the
 * newest signed time reaches, which the index knows: days under a clock years ahead cost one step each.
 */
export function newestTime(db: ReadableDb): (voucher: TimeVoucher) => number | null {
  const query = db.prepare<TimeVoucher, number>(`
    WITH RECURSIVE days (day) AS (
      SELECT max(day) FROM ledger
      UNION ALL SELECT (SELECT max(day) FROM ledger WHERE ledger.day < days.day) FROM days WHERE days.day IS NOT NULL
    )
    SELECT at FROM (SELECT (SELECT at_ms FROM ledger
        WHERE ledger.day = days.day AND simulated = 0 AND at_ms <= @issuedAt + @withinMs
          AND clock = 'ok' AND at_ms <= trust_issued_at_ms + @withinMs
        ORDER BY at_ms DESC LIMIT 1) AS at FROM days)
    WHERE at IS NOT NULL LIMIT 1`);
  query.pluck();
  return (voucher) => query.get(voucher) ?? null;
}

export type DayCounts = { readonly green: number; readonly black: number; readonly abnormal: number };

const NOT_ANNULLED = `NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.refers_to = row.uuid AND later.kind = 'annulment')`;

/** Check-ins of a local day by colour, without those that were annulled. */
export function countsOfDay(db: ReadableDb, day: string): DayCounts {
  const rows = db
    .prepare<[string], { colour: keyof DayCounts; n: number }>(
      `SELECT colour, count(*) AS n FROM ledger AS row WHERE day = ? AND kind = 'check-in' AND ${NOT_ANNULLED}
        GROUP BY colour`,
    )
    .all(day);
  const counts = { green: 0, black: 0, abnormal: 0 };
  for (const { colour, n } of rows) counts[colour] = n;
  return counts;
}

/** The check-in that a row just appended takes back; none where it is no annulment, of an override, or not the first. */
export function checkinTakenBack(
  db: ReadableDb,
): (row: LedgerRow) => { readonly day: string; readonly colour: keyof DayCounts } | undefined {
  const query = db.prepare<[string, number], { day: string; colour: keyof DayCounts }>(`
    SELECT day, colour FROM ledger AS row WHERE uuid = ? AND kind = 'check-in' AND NOT EXISTS
      (SELECT 1 FROM ledger AS other WHERE other.refers_to = row.uuid AND other.kind = 'annulment' AND other.seq <> ?)`);
  return ({ kind, refers_to, seq }) =>
    kind === 'annulment' && refers_to !== null ? query.get(refers_to, seq) : undefined;
}

/** A row about one pass, with what later rows say of it. */
export type RecentPassage = {
  readonly seq: number;
  readonly uuid: string;
  readonly kind: LedgerRow['kind'];
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly lane: string;
  readonly direction: Direction;
  /**
   * The gate was told to open for this very row: a green check-in or any on an `out` lane, unless an officer then refused;
   * an override that admits.
   */
  readonly admitted: boolean;
  /** A later row says that this one does not count: nobody used its opening, or its pass was judged anew. */
  readonly annulled: boolean;
};

/** Rows about one pass since an instant, newest first, under any of the references that its identity has had. */
export function passagesByRef(db: ReadableDb): (refs: readonly string[], sinceMs: number) => RecentPassage[] {
  type Found = Pick<LedgerRow, 'seq' | 'uuid' | 'kind' | 'lane' | 'direction'> & {
    at: number;
    admitted: 0 | 1;
    annulled: 0 | 1;
  };
  const query = db.prepare<{ ref: string; sinceMs: number }, Found>(`
    SELECT seq, uuid, kind, at_ms AS at, lane, direction,
      CASE kind
        WHEN 'check-in' THEN (colour = 'green' OR direction = 'out') AND NOT EXISTS
          (SELECT 1 FROM ledger AS later WHERE later.refers_to = row.uuid AND later.override_admit = 0)
        WHEN 'override' THEN override_admit
        ELSE 0 END AS admitted,
      EXISTS (SELECT 1 FROM ledger AS later WHERE later.refers_to = row.uuid AND later.kind = 'annulment') AS annulled
    FROM ledger AS row WHERE at_ms >= @sinceMs
      AND seq IN (SELECT seq FROM ledger WHERE identity_ref = @ref UNION ALL SELECT seq FROM resealed WHERE identity_ref = @ref)`);
  return (refs, sinceMs) =>
    refs
      .flatMap((ref) => query.all({ ref, sinceMs }))
      .sort((a, b) => b.seq - a.seq)
      .map((found) => ({ ...found, admitted: found.admitted === 1, annulled: found.annulled === 1 }));
}

/** The first row of somebody who was admitted inward, one for each reference to a person. */
export type AdmittedPerson = {
  readonly uuid: string;
  readonly personRef: string;
  readonly at: number;
  readonly sealed: Uint8Array | null;
};

/** People admitted inward on a local day between two instants, by the reference that they have on that day. */
export function peopleAdmittedOn(
  db: ReadableDb,
): (day: string, since: number, until: number, simulated: boolean) => AdmittedPerson[] {
  const admitted = `SELECT coalesce(anew.person_ref, row.person_ref) AS personRef, min(at_ms) AS at, uuid,
      coalesce(anew.person_sealed, row.person_sealed) AS sealed
    FROM ledger AS row LEFT JOIN resealed AS anew USING (seq)
    WHERE day = ? AND simulated = ? AND at_ms BETWEEN ? AND ? AND direction = 'in' AND row.person_ref IS NOT NULL
      AND CASE kind WHEN 'check-in' THEN colour = 'green' WHEN 'override' THEN override_admit ELSE 0 END
      AND NOT EXISTS (SELECT 1 FROM ledger AS later
        WHERE later.refers_to = row.uuid AND (later.kind = 'annulment' OR later.override_admit = 0))
    GROUP BY personRef`;
  const query = db.prepare<[string, number, number, number], AdmittedPerson>(admitted);
  return (day, since, until, simulated) => {
    const real = query.all(day, 0, since, until);
    return simulated ? [...real, ...query.all(day, 1, since, until)] : real;
  };
}
