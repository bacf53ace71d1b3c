import { join } from 'node:path';
import { buildIfStale } from '../../tools/build.ts';
import { findElectron } from '../../tools/electron-runtime.ts';
import type { AppUnderTest } from './launch.ts';

/** The built app on the Electron that this machine has. */
export async function appUnderTest(): Promise<AppUnderTest> {
  const built = buildIfStale(console.log);
  if (!built.ok) throw new Error(built.error);
  const electron = await findElectron();
  if (!electron.ok) throw new Error(electron.error.detail);
  return { executable: electron.value.executable, directory: join(import.meta.dirname, '..', '..') };
}
