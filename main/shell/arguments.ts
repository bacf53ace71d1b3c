import { parseArgs } from 'node:util';
import * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';

/** Switches that belong to Chromium and Node, who have read them by now. */
const RUNTIME_SWITCHES = new Set([
  'no-sandbox',
  'user-data-dir',
  'inspect',
  'remote-debugging-port',
  'enable-logging',
  'ozone-platform',
  'ozone-platform-hint',
  'force-device-scale-factor',
  'touch-events',
  'disable-gpu',
  'disable-dev-shm-usage',
  'lang',
]);

const shellArgumentsSchema = z.strictObject({
  /** The station's data directory; when absent, CHOT_DATA or the user's data folder. */
  data: z.string().min(1).max(4096).optional(),
  windowed: z.boolean().optional(),
});
export type ShellArguments = { readonly data: string | undefined; readonly windowed: boolean };

/** `argv` after the executable (and after the app's directory, when Electron was given one). */
export function parseShellArguments(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Result<ShellArguments, string> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, windowed: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  });
  const own = Object.entries(values).filter(([name]) => !RUNTIME_SWITCHES.has(name));
  const parsed = shellArgumentsSchema.safeParse(Object.fromEntries(own));
  if (!parsed.success) return err(`${z.prettifyError(parsed.error)}\n${USAGE}`);
  if (positionals.length > 0) return err(`"${positionals[0]}" means nothing here\n${USAGE}`);
  return ok({
    data: parsed.data.data,
    windowed: parsed.data.windowed === true || Boolean(environment.CHOT_WINDOWED),
  });
}

const USAGE = 'usage: chot-app [--data DIR] [--windowed]';
