import { Worker } from 'node:worker_threads';
import type { BackupReport } from '../db/backup.ts';
import type { RecordProblem } from '../db/record.ts';
import type { RecoveryDone } from '../db/recovery-note.ts';
import type { Result } from './contract/result.ts';

/** What is done to a record in a thread of its own (record-worker.ts). */
export type RecordJob =
  | {
      readonly kind: 'backup';
      readonly directory: string;
      readonly beside: readonly string[];
      readonly keep: number;
      readonly now: number;
    }
  | { readonly kind: 'check'; readonly directory: string }
  | { readonly kind: 'recover'; readonly directory: string; readonly beside: readonly string[]; readonly now: number };

type Answer = { readonly backup: BackupReport; readonly check: null; readonly recover: RecoveryDone | null };

/**
 * Runs one job. The thread shares nothing with this one but the files.
 * @param signal ends the thread; its work can be cut off anywhere. The promise is then never kept.
 * @throws what the thread threw, which is a bug
 */
export function runRecordJob<Kind extends RecordJob['kind']>(
  job: Extract<RecordJob, { kind: Kind }>,
  signal: AbortSignal,
): Promise<Result<Answer[Kind], RecordProblem>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerScript(), { workerData: job });
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => signal.removeEventListener('abort', end));
  });
}

/** Beside the entry point that runs: as TypeScript in the checkout, built in the app, where chunks lie in a folder. */
function workerScript(): URL {
  const inCheckout = import.meta.url.endsWith('.ts');
  return new URL(inCheckout ? './record-worker.ts' : '../record-worker.js', import.meta.url);
}
