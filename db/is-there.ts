import { statSync } from 'node:fs';

/**
 * Whether there is a file or folder. Unlike `existsSync`, which says no to whatever it cannot see, so that a disk that fails
 * for a moment would pass for an empty one. @throws system errors
 */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
