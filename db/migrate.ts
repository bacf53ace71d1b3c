import type Database from 'better-sqlite3';
import { ledger } from './migrations/0010-ledger.ts';
import { audit } from './migrations/0020-audit.ts';
import { search } from './migrations/0030-search.ts';
import { resealed } from './migrations/0040-resealed.ts';

/** One step of the schema. `version` is the `user_version` that it leads to. A published step is never edited. */
export type Migration = { readonly version: number; readonly sql: string };

const MIGRATIONS: readonly Migration[] = [ledger, audit, search, resealed];

export const LATEST_VERSION = 40;

/**
 * Runs every step above `from`, each in a transaction of its own that also moves `user_version`: a cut between two steps
 * leaves a file of a known version.
 */
export function migrate(db: Database.Database, from: number, applicationId: number): void {
  assertOrder(MIGRATIONS);
  for (const step of MIGRATIONS) {
    if (step.version <= from) continue;
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${step.version}`);
    }).immediate();
  }
}

function assertOrder(steps: readonly Migration[]): void {
  let last = 0;
  for (const { version } of steps) {
    if (version <= last || version % 10 !== 0) throw new Error(`migration ${version} is out of order`);
    last = version;
  }
  if (last !== LATEST_VERSION) throw new Error(`the newest migration is ${last}, not ${LATEST_VERSION}`);
}
