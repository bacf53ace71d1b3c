import { join } from 'node:path';
import { packageApp } from '../../tools/package.ts';
import type { AppUnderTest } from './launch.ts';

/** Where the run keeps the app that it packages; not part of the project. */
const OUTPUT = join(import.meta.dirname, '..', '..', 'test-results', 'app');

/** The unpacked app as it ships, but that Playwright may look inside. */
export const packagedApp: AppUnderTest = { executable: join(OUTPUT, 'linux-unpacked', 'chot-app'), directory: null };

/** Once before all end-to-end tests. */
export async function setup(): Promise<void> {
  const packaged = await packageApp({ output: OUTPUT, forTests: true });
  if (!packaged.ok) throw new Error(`the app cannot be packaged: ${packaged.error}`);
  console.log(`packaged ${packaged.value}`);
}
