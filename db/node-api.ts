import { RecordError } from './problem.ts';

/**
 * better-sqlite3 13 is built for Node-API 10; below that its first connection crashes the process (upstream issue 1514).
 * @throws RecordError
 */
export function assertNodeApi(): void {
  if (Number(process.versions.napi) < 10) {
    throw new RecordError('record-failed', `Node ${process.versions.node} is too old for the record: use Node 24`);
  }
}
