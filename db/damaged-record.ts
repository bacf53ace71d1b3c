import type Database from 'better-sqlite3';
import type { AuditRow } from './audit.ts';
import { connect } from './connect.ts';
import { isThere } from './is-there.ts';
import type { LedgerRow } from './ledger-row.ts';

/** What can still be read of a damaged record, row by row; whether it is as it was recorded, its hash alone tells. */
export type DamagedRecord = {
  ledger(seq: number): LedgerRow | null;
  audit(seq: number): AuditRow | null;
  close(): void;
};

const NOTHING: DamagedRecord = { ledger: () => null, audit: () => null, close: () => {} };

export function openDamaged(path: string): DamagedRecord {
  if (!isThere(path)) return NOTHING;
  let db: Database.Database;
  try {
    db = connect(path, { readonly: true, fileMustExist: true });
  } catch {
    return NOTHING;
  }
  const reader = <Row>(table: string) => {
    let query: Database.Statement<[number], Row> | null = null;
    return (seq: number): Row | null => {
      try {
        query ??= db.prepare<[number], Row>(`SELECT * FROM ${table} WHERE seq = ?`);
        return query.get(seq) ?? null;
      } catch {
        // the page is one of those that are damaged
        return null;
      }
    };
  };
  return { ledger: reader<LedgerRow>('ledger'), audit: reader<AuditRow>('audit'), close: () => db.close() };
}
