import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScenarioEnd, ScenarioName } from './record-scenario.ts';
import { copyScene, makeScene, type Scene, wrongOutcome } from './scenario-outcome.ts';
import { scratchInMemory } from './scratch.ts';

/** Why no system call can be made to fail here, with the way to have it; null: they can. */
export function straceMissing(): string | null {
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'strace is missing: apt-get install strace';
  return tried.status === 0 ? null : `strace cannot trace here: ${tried.stderr.trim()}`;
}

export type CallFaults = {
  /** System calls of SQLite in the scenarios, and faults that were tried. */
  readonly calls: number;
  readonly faults: number;
  readonly losses: readonly string[];
};

const CHILD = fileURLToPath(new URL('scenario.child.ts', import.meta.url));
/** System calls of SQLite's unix VFS, with the ways in which each fails. */
const CALLS: { readonly [call: string]: readonly [string, ...string[]] } = {
  openat: ['EACCES', 'EIO', 'EROFS', 'ENOSPC', 'EMFILE'],
  pread64: ['EIO'],
  pwrite64: ['EIO', 'ENOSPC', 'EDQUOT', 'EROFS'],
  fdatasync: ['EIO', 'ENOSPC'],
  fsync: ['EIO', 'ENOSPC'],
  ftruncate: ['EIO', 'ENOSPC'],
  fcntl: ['EIO'],
  fstat: ['EIO'],
  newfstatat: ['EIO', 'EACCES'],
  mmap: ['ENOMEM'],
  unlink: ['EIO', 'EROFS'],
};
/** The WAL is given its length in thousands of equal writes; of as many calls of a kind these are taken. */
const MOST_OF_A_KIND = 120;

/**
 * Makes system calls of SQLite fail, one in each run of a scenario, by strace: in turn, once or from then on.
 * @param every takes one in so many
 */
export async function failSqliteCalls(every: number, say: (progress: string) => void): Promise<CallFaults> {
  let [calls, faults, turn] = [0, 0, 0];
  const losses: string[] = [];
  for (const name of ['everyday', 'damaged'] as const) {
    const home = mkdtempSync(join(scratchInMemory(), 'chot-sqlite-'));
    const scene = makeScene(name, join(home, 'template'));
    const counts = await countCalls(name, scene, join(home, 'counted'));
    for (const [call, errors] of Object.entries(CALLS)) {
      const count = counts.get(call) ?? 0;
      calls += count;
      for (const n of numbers(count)) {
        turn += 1;
        if (turn % every !== 0) continue;
        const lasting = n % 3 === 0;
        const error = errors[n % errors.length] ?? errors[0];
        const wrong = await playWithFault({ name, call, error, n, lasting }, scene, join(home, `${turn}`));
        faults += 1;
        if (wrong !== null) losses.push(`${name}: ${call} ${n}${lasting ? '+' : ''} ${error}: ${wrong}`);
      }
      say(`${name}: ${call}: ${count} calls`);
    }
    rmSync(home, { recursive: true });
  }
  return { calls, faults, losses };
}

/** 1 to `count`; of too many all of the first and the last, and some in between. */
function numbers(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (count <= MOST_OF_A_KIND) return all;
  const edge = MOST_OF_A_KIND / 3;
  const step = Math.ceil((count - 2 * edge) / edge);
  return all.filter((n) => n <= edge || n > count - edge || n % step === 0);
}

type Fault = {
  readonly name: ScenarioName;
  readonly call: string;
  readonly error: string;
  readonly n: number;
  readonly lasting: boolean;
};

async function playWithFault(fault: Fault, scene: Scene, home: string): Promise<string | null> {
  const directory = join(home, 'data');
  copyScene(scene, directory);
  const { name, call, error, n, lasting } = fault;
  const inject = `inject=${call}:error=${error}:when=${n}${lasting ? '+' : ''}`;
  const { status, output, log, messages } = await traced(name, directory, home, ['-e', `trace=${call}`, '-e', inject]);
  try {
    if (status !== 0) return `the process ended with ${status}: ${messages}`;
    if (!log.includes('(INJECTED)')) return null;
    return wrongOutcome(directory, scene.uuids, JSON.parse(output) as ScenarioEnd, {
      wasDamaged: name === 'damaged',
      lasting,
    });
  } catch (thrown) {
    return `${thrown instanceof Error ? thrown.stack : thrown}`;
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function countCalls(name: ScenarioName, scene: Scene, home: string): Promise<Map<string, number>> {
  const directory = join(home, 'data');
  copyScene(scene, directory);
  const { log } = await traced(name, directory, home, ['-e', `trace=${Object.keys(CALLS)}`]);
  const counts = new Map<string, number>();
  for (const [, call = ''] of log.matchAll(/^\d+ +(\w+)\(/gm)) counts.set(call, (counts.get(call) ?? 0) + 1);
  return counts;
}

/** Of the calls only those that are about files of SQLite count. */
async function traced(name: ScenarioName, directory: string, home: string, options: readonly string[]) {
  const folders = ['', 'restoring', 'backups'];
  const files = ['record.db', 'writer.lock', 'unfinished.db'];
  const paths = folders.flatMap((folder) =>
    files.flatMap((file) => ['', '-wal', '-shm', '-journal'].map((end) => join(directory, folder, file + end))),
  );
  const log = join(home, 'strace');
  const only = paths.flatMap((path) => ['-P', path]);
  const args = ['-f', '--seccomp-bpf', '-qq', '-o', log, ...only, ...options, process.execPath, CHILD, name, directory];
  const child = spawn('strace', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, messages] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-2000);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output, messages, log: readFileSync(log, 'utf8') };
}
