import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { STATION_NODE_FLAGS } from '../main/flat-memory.ts';
import { against, print } from './figures.ts';
import { withScratch } from './scratch.ts';

const BACKLOGS = [1000, 100_000];
/** `--full`: some ten minutes more. */
const FULL = 1_000_000;
const SAMPLE_MS = 100;
/** What V8's young generation grows to once it is busy; nothing may come on top of it, however long the backlog. */
const MOST_MORE_MIB = 64;

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * A backlog is drained against the sandbox central in another process: memory must not grow with the backlog, and the rate is
 * held against bare posts of the same bytes, made before, which is what the central can take. Linux (/proc).
 */
export async function benchUpload(full: boolean): Promise<void> {
  const central = spawn(process.execPath, [script('upload-central.child.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface({ input: central.stdout }), 'line')) as [string];
    const { url, database } = JSON.parse(line) as { url: string; database: string };
    let first: number | null = null;
    for (const rows of full ? [...BACKLOGS, FULL] : BACKLOGS) {
      await withScratch(async (scratch) => {
        const directory = join(scratch, 'data');
        record(directory, rows);
        const peer = await run('post', directory, url);
        const drained = await run('drain', directory, url);
        first ??= drained.residentMiB;
        print('upload', {
          backlog: rows,
          central: database,
          'rows a second': drained.rows / drained.seconds,
          'posts alone, rows a second': peer.rows / peer.seconds,
          'rate against posts alone': against(peer.seconds / drained.seconds, 0.8, 'at least'),
          'resident MiB at most': drained.residentMiB,
          'more than for the smallest backlog, MiB': against(drained.residentMiB - first, MOST_MORE_MIB, 'at most'),
        });
      });
    }
  } finally {
    central.kill();
    await once(central, 'exit');
  }
}

/** In memory where that is a disk: nobody waits for its syncs there, and only the sending is measured. */
function record(directory: string, rows: number): void {
  const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/chot-bench-') : null;
  const filled = memory === null ? directory : join(memory, 'data');
  try {
    execFileSync(process.execPath, [script('upload.child.ts'), 'fill', filled, String(rows)], { stdio: 'inherit' });
    if (memory !== null) cpSync(filled, directory, { recursive: true });
  } finally {
    if (memory !== null) rmSync(memory, { recursive: true, force: true });
  }
}

type Run = { readonly rows: number; readonly seconds: number; readonly residentMiB: number };

async function run(what: 'drain' | 'post', directory: string, url: string): Promise<Run> {
  const args = [...STATION_NODE_FLAGS, script('upload.child.ts'), what, directory, url];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let resident = 0;
  const sampling = setInterval(() => {
    resident = Math.max(resident, residentMiB(child));
  }, SAMPLE_MS);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  clearInterval(sampling);
  if (status !== 0) throw new Error(`upload.child.ts ${what} failed`);
  return { ...(JSON.parse(said) as { rows: number; seconds: number }), residentMiB: resident };
}

function residentMiB({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
