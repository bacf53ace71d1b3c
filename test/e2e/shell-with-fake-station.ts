import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildIfStale } from '../../tools/build.ts';
import { findElectron } from '../../tools/electron-runtime.ts';
import type { AppUnderTest } from './launch.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The built app in `directory`, with the fake in the place of its station's process. */
export async function shellWithFakeStation(
  directory: string,
  host: 'as-found' | 'utility-process',
): Promise<AppUnderTest> {
  const built = buildIfStale(console.log);
  if (!built.ok) throw new Error(built.error);
  const electron = await findElectron();
  if (!electron.ok) throw new Error(electron.error.detail);
  await mkdir(directory, { recursive: true });
  await cp(join(PROJECT, 'out'), join(directory, 'out'), { recursive: true });
  await cp(join(PROJECT, 'package.json'), join(directory, 'package.json'));
  await symlink(join(PROJECT, 'node_modules'), join(directory, 'node_modules'));
  await cp(join(import.meta.dirname, 'fake-station.js'), join(directory, 'out', 'main', 'station-process.js'));
  if (host === 'utility-process') await pretendNewerNode(join(directory, 'out', 'main', 'app.js'));
  return { executable: electron.value.executable, directory };
}

/** The fake has no native parts, so it runs in the utilityProcess of an old Electron too; the app itself must not try. */
async function pretendNewerNode(app: string): Promise<void> {
  const source = await readFile(app, 'utf8');
  const asked = 'process.versions.napi';
  if (!source.includes(asked)) throw new Error(`${app} does not ask for ${asked}`);
  await writeFile(app, source.replace(asked, '"10"'));
}
