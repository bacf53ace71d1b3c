import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { err, ok, type Result } from './contract/result.ts';
import { MAX_SCAN_LENGTH } from './contract/scan.ts';
import { inDataDirectory } from './data-directory.ts';
import type { TraySample } from './station/ports.ts';

const traySchema = z
  .array(
    z.strictObject({
      id: z.string().min(1).max(60),
      vi: z.string().max(80),
      en: z.string().max(80),
      expect: z.string().max(20),
      text: z.string().max(MAX_SCAN_LENGTH),
    }),
  )
  .max(40);

const MAX_TRAY_BYTES = 1024 * 1024;

/** The sample passes of the demo world; a path is taken from the data directory. */
export function readTray(directory: string, path: string): Result<readonly TraySample[], string> {
  const file = inDataDirectory(directory, path);
  try {
    if (statSync(file).size > MAX_TRAY_BYTES) return err(`${file} is larger than 1 MiB`);
    const parsed = traySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? ok(parsed.data) : err(`${file}: ${z.prettifyError(parsed.error)}`);
  } catch (error) {
    return err(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}
