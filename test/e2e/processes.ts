import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** By /proc: a killed process whose parent is slow to reap it still answers to kill(pid, 0). */
export function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return false;
  return !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}

/** The page's process of the app that runs on this data directory: Chromium hands its profile to all its processes. */
export function rendererOf(data: string): number | null {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const command = commandOf(name);
    if (command.includes('--type=renderer') && command.includes(data) && isRunning(Number(name))) return Number(name);
  }
  return null;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
