import { parentPort, workerData } from 'node:worker_threads';
import { makeBackup } from '../db/backup.ts';
import { quickCheck } from '../db/quick-check.ts';
import { recoverRecord } from '../db/recover.ts';
import type { RecordJob } from './record-jobs.ts';

/** A thread of its own for what takes seconds on a large record, so that nobody at the gate waits for it. */
const job = workerData as RecordJob;

function result(): unknown {
  switch (job.kind) {
    case 'backup':
      return makeBackup(job.directory, job.beside, job.keep, job.now);
    case 'check':
      return quickCheck(job.directory);
    case 'recover':
      return recoverRecord(job.directory, job.beside, job.now);
  }
}

parentPort?.postMessage(result());
