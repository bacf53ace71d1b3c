import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

import { STATION_NODE_FLAGS } from './flat-memory.ts';

/**
 * Runs a script of the checkout (the made-up world, the benchmarks), which a packaged app does not hold. Resolves with its
 * exit status; null where there is no checkout.
 */
export async function runCheckoutScript(script: string, args: readonly string[]): Promise<number | null> {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  if (!existsSync(path)) return null;
  const child = spawn(process.execPath, [...STATION_NODE_FLAGS, path, ...args], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
