import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** A new file that is hashed as it is written, and on the disk (fsync) when `finish` has answered. */
export class HashedFile {
  #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #bytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<HashedFile> {
    return new HashedFile(await open(path, 'wx', 0o600));
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    await this.#handle.appendFile(bytes);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  async finish(): Promise<{ readonly bytes: number; readonly sha256: string }> {
    await this.#handle.sync();
    await this.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Makes the names in a folder durable. False where the system has no such call for folders (Windows, some USB drivers). */
export async function syncFolder(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))
      return false;
    throw error;
  } finally {
    await folder.close();
  }
}
