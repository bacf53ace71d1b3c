import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The public conformance data for the tests of this folder; not part of the project (`CHOT_VECTORS` names its folder). */
const folder = process.env.CHOT_VECTORS ?? join(import.meta.dirname, '../../../shared/vectors');

/** The content of a file of vectors, or null where it is absent, with the reason printed. */
export function publicVectors<T>(file: string): T | null {
  const path = join(folder, file);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  console.warn(`skipped: ${path} is not there (CHOT_VECTORS names the folder of the vectors)`);
  return null;
}
