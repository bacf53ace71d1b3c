import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Text } from '../contract/texts.ts';
import { deviceNumber } from './device-number.ts';
import { printable } from './finding.ts';

/** A process that has a file open, or a lock on it. */
export type Holder = { readonly pid: number; readonly command: string };

/**
 * Who has a file or device open, as far as the system shows it to this user: open files of one's own processes (of all,
 * for root), and of everybody's the locks (proc(5): /proc/PID/fd, /proc/locks). Serial ports are locked by whoever opens
 * them with care; who has a lock comes first. null: not Linux. `proc`: where that file system is mounted.
 */
export async function holdersOf(path: string, proc = '/proc'): Promise<Holder[] | null> {
  const locks = await readFile(join(proc, 'locks'), 'utf8').catch(() => null);
  if (locks === null) return null;
  const target = await realpath(path).catch(() => null);
  if (target === null) return [];
  const pids = new Set([...lockers(locks, await stat(target)), ...(await openedBy(target, proc))]);
  pids.delete(process.pid);
  return Promise.all([...pids].map(async (pid) => ({ pid, command: await commandOf(pid, proc) })));
}

/** Processes of that name. */
export async function processesNamed(name: string, proc = '/proc'): Promise<number[]> {
  const pids = await processes(proc);
  const names = await Promise.all(pids.map((pid) => readFile(join(proc, `${pid}`, 'comm'), 'utf8').catch(() => '')));
  return pids.filter((_pid, at) => names[at]?.trim() === name);
}

export function holderText({ pid, command }: Holder): Text {
  return { vi: `${command} (tiến trình ${pid})`, en: `${command} (process ${pid})` };
}

async function openedBy(target: string, proc: string): Promise<number[]> {
  const found = await Promise.all(
    (await processes(proc)).map(async (pid) => {
      const fds = join(proc, `${pid}`, 'fd');
      // those of other users are not shown, and any may have ended by now
      const names = await readdir(fds).catch(() => []);
      const links = await Promise.all(names.map((fd) => readlink(join(fds, fd)).catch(() => null)));
      return links.includes(target) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Lines as `3: FLOCK  ADVISORY  WRITE 1234 00:06:345 0 EOF`; waiting ones have `->`. */
function lockers(locks: string, { dev, ino }: { readonly dev: number; readonly ino: number }): number[] {
  const { major, minor } = deviceNumber(dev);
  // The kernel prints the halves in hex.
  const file = `${hex(major)}:${hex(minor)}:${ino}`;
  return [...locks.matchAll(/^\d+: (?!->)\S+ +\S+ +\S+ +(\d+) +(\S+)/gm)].flatMap(([, pid, locked]) =>
    locked === file && Number(pid) > 0 ? [Number(pid)] : [],
  );
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}

async function processes(proc: string): Promise<number[]> {
  return (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function commandOf(pid: number, proc: string): Promise<string> {
  const line = await readFile(join(proc, `${pid}`, 'cmdline'), 'utf8').catch(() => '');
  const name = await readFile(join(proc, `${pid}`, 'comm'), 'utf8').catch(() => '?');
  const [program = '', ...args] = line.split('\0');
  return printable([basename(program), ...args].join(' ')).slice(0, 100) || printable(name);
}
