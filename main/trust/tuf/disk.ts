import * as promises from 'node:fs/promises';
import { dirname } from 'node:path';

/** The calls that an update makes; an argument, so that tests can let each of them fail. */
export type Files = Pick<
  typeof promises,
  'mkdir' | 'open' | 'rename' | 'rm' | 'readdir' | 'readFile' | 'stat' | 'statfs'
>;

/** Durable steps over a file system. All throw what the system says. */
export type Disk = {
  readonly files: Files;
  /** Private (0700), with its parents; the new names are durable. */
  makeDirectory(path: string): Promise<void>;
  /** Creates or replaces a private file (0600) whole or not at all; its content is durable, its name after `syncDirectory`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes the names in a directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
  /** Names in a directory; none where it is not there. */
  list(path: string): Promise<string[]>;
  remove(path: string): Promise<void>;
};

export function createDisk(files: Files = promises): Disk {
  async function syncDirectory(path: string): Promise<void> {
    // Windows has no such call: NTFS journals its names.
    if (process.platform === 'win32') return;
    const directory = await files.open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
  return {
    files,
    syncDirectory,
    async makeDirectory(path) {
      const first = await files.mkdir(path, { recursive: true, mode: 0o700 });
      if (first === undefined) return;
      for (let made = path; ; made = dirname(made)) {
        await syncDirectory(dirname(made));
        if (made === first || made === dirname(made)) return;
      }
    },
    async write(path, bytes) {
      const aside = `${path}.new`;
      const file = await files.open(aside, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await files.rename(aside, path);
    },
    async list(path) {
      try {
        return await files.readdir(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    remove: (path) => files.rm(path, { recursive: true, force: true }),
  };
}
