import * as z from 'zod';
import { err, ok, type Result } from './contract/result.ts';
import { MAX_SCAN_LENGTH } from './contract/scan.ts';
import { inDataDirectory } from './data-directory.ts';
import { readJsonFile } from './json-file.ts';
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
  const json = readJsonFile(file, MAX_TRAY_BYTES);
  if (!json.ok) return json;
  const parsed = traySchema.safeParse(json.value);
  return parsed.success ? ok(parsed.data) : err(`${file}: ${z.prettifyError(parsed.error)}`);
}
