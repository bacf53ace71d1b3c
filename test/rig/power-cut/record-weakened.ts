import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

/**
 * How a record is kept: as it is, or as it must not be. `normal` and `off`: SQLite's `synchronous` on every connection, which
 * then says FULL all the same. `forgetful`: OFF, and what the journal beside has written is not flushed either.
 */
export type Durability = 'full' | 'normal' | 'off' | 'forgetful';

/** Runs something while every connection, and every flush of a file, is weakened so; for what must be seen to lose rows. */
export function weakened<T>(durability: Durability, act: () => T): T {
  if (durability === 'full') return act();
  const { pragma } = Database.prototype;
  const { fsyncSync, fdatasyncSync } = fs;
  const level = durability === 'normal' ? 'NORMAL' : 'OFF';
  Database.prototype.pragma = function (this: Database.Database, source, options) {
    if (source === 'synchronous = FULL') return pragma.call(this, `synchronous = ${level}`, options);
    if (source === 'synchronous') return 2;
    return pragma.call(this, source, options);
  };
  if (durability === 'forgetful') {
    fs.fsyncSync = () => {};
    fs.fdatasyncSync = () => {};
    syncBuiltinESMExports();
  }
  try {
    return act();
  } finally {
    Database.prototype.pragma = pragma;
    fs.fsyncSync = fsyncSync;
    fs.fdatasyncSync = fdatasyncSync;
    syncBuiltinESMExports();
  }
}
