import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { stationEnvironment } from '../../main/shell/station-host.ts';

/** A program to run: a packaged app, or a runtime together with the directory of a built app. */
export type AppUnderTest = { readonly executable: string; readonly directory: string | null };

export type LaunchOptions = {
  readonly app: AppUnderTest;
  readonly display: string;
  readonly data: string;
  readonly args?: readonly string[];
};

export type RunningApp = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What shell and station have printed, both streams, by lines. */
  readonly printed: () => readonly string[];
  readonly close: () => Promise<void>;
};

export const IS_ROOT = process.getuid?.() === 0;

/** Starts the app as an appliance would, with its sandbox unless root runs the test. */
export async function launch(options: LaunchOptions): Promise<RunningApp> {
  const app = await attach(options).catch((error: Error) => {
    // Seen once on a busy machine, for three minutes, and not again; the app's own starts are tested without Playwright.
    console.log(`Playwright did not reach the app within ${ATTACH_MS} ms; once more. ${error.message}`);
    return attach(options);
  });
  const lines = linesOf(app);
  const page = await app.firstWindow();
  return { app, page, printed: lines, close: () => app.close() };
}

/** A whole set-up has 120 s. */
const ATTACH_MS = 40_000;

function attach(options: LaunchOptions): Promise<ElectronApplication> {
  return _electron.launch({
    timeout: ATTACH_MS,
    executablePath: options.app.executable,
    args: [
      ...(options.app.directory === null ? [] : [options.app.directory]),
      '--data',
      options.data,
      ...(options.args ?? []),
    ],
    // Otherwise Playwright switches the sandbox off by itself.
    chromiumSandbox: !IS_ROOT,
    env: appEnvironment(options.display),
  });
}

export function appEnvironment(display: string): Record<string, string> {
  return { ...stationEnvironment(process.env), DISPLAY: display, CHOT_NODE: process.execPath };
}

function linesOf(app: ElectronApplication): () => readonly string[] {
  let text = '';
  const { stdout, stderr } = app.process();
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text.split('\n').filter((line) => line !== '');
}

/** A directory of the test's own, gone afterwards. */
export async function scratchDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'chot-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
