import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../db/durable-file.ts';
import { err, ok, type Result } from './contract/result.ts';
import { type ScannerConfig, stationConfigSchema } from './contract/station-config.ts';
import { MAX_CONFIG_BYTES } from './data-directory.ts';
import { readJsonFile } from './json-file.ts';

export type StoreProblem =
  /** `detail` says what. */
  | { readonly code: 'config-invalid'; readonly detail: string }
  /** The file has changed since, and names no such scanner, or another one. */
  | { readonly code: 'scanner-gone'; readonly detail: string }
  | { readonly code: 'not-written'; readonly detail: string };

type Json = { readonly [key: string]: unknown };

/**
 * Sets one scanner of `station.json` anew, whole or not at all, and keeps all else in the file as it was. `index`: its
 * place among the scanners of its lane, from 0. A station reads the file when it starts.
 */
export function storeScanner(
  directory: string,
  lane: string,
  index: number,
  scanner: ScannerConfig,
): Result<void, StoreProblem> {
  const path = join(directory, 'station.json');
  const json = readJsonFile(path, MAX_CONFIG_BYTES);
  if (!json.ok) return err({ code: 'config-invalid', detail: json.error });
  const before = stationConfigSchema.safeParse(json.value);
  if (!before.success) return err({ code: 'config-invalid', detail: `${path} is not as it should be` });
  const at = before.data.lanes.findIndex(({ name }) => name === lane);
  const old = before.data.lanes[at]?.scanners[index];
  if (old === undefined || !isSameDevice(old, scanner)) {
    return err({ code: 'scanner-gone', detail: `${path}: lane "${lane}" has no such scanner` });
  }
  const file = json.value as { readonly lanes: readonly { readonly scanners: readonly Json[] }[] };
  const written = {
    ...file,
    lanes: file.lanes.map((each, place) => {
      if (place !== at) return each;
      const scanners = each.scanners.map((one, number) => (number === index ? merged(one, old, scanner) : one));
      return { ...each, scanners };
    }),
  };
  const after = stationConfigSchema.safeParse(written);
  if (!after.success) return err({ code: 'config-invalid', detail: `${path} would not be as it should be` });
  try {
    replace(path, Buffer.from(`${JSON.stringify(written, null, 2)}\n`));
  } catch (error) {
    return err({ code: 'not-written', detail: `${path}: ${error instanceof Error ? error.message : String(error)}` });
  }
  return ok(undefined);
}

/** What says which device it is. */
function isSameDevice(a: ScannerConfig, b: ScannerConfig): boolean {
  const device = (scanner: ScannerConfig) => {
    if (scanner.kind === 'wedge') return ['wedge'];
    if (scanner.kind === 'hid') return ['hid', scanner.usb, scanner.serial, scanner.path];
    return [scanner.kind, scanner.path];
  };
  return JSON.stringify(device(a)) === JSON.stringify(device(b));
}

/** As it stands in the file, what is new set: keys that nobody wrote and that stay as they were are not written. */
function merged(inFile: Json, old: ScannerConfig, scanner: ScannerConfig): Json {
  const changed = Object.entries(scanner).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify((old as Json)[key]),
  );
  return { ...inFile, ...Object.fromEntries(changed) };
}

/** Links are followed, and who may read the file stays so. */
function replace(path: string, bytes: Uint8Array): void {
  const real = realpathSync(path);
  const { mode, uid } = statSync(real);
  if (process.getuid !== undefined && process.getuid() !== uid) {
    throw new Error('it belongs to another user, who would not be able to read it any more: run this as that user');
  }
  writeDurably(real, bytes, mode & 0o777);
}
