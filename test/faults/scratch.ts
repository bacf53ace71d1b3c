import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where files are quick: what a killed process wrote the kernel has, whatever disk it lies on. */
export function scratchInMemory(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
