import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A directory on a real disk (the temporary one may be memory), gone afterwards. */
export async function withScratch<T>(use: (directory: string) => T | Promise<T>): Promise<T> {
  const parent = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'chot');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'bench-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
