import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import { startXvfb } from '../../fixtures/devices/x11-display.ts';
import { chot } from '../cli/run-chot.ts';
import { launch, scratchDirectory } from './launch.ts';
import { packagedApp } from './packaged-app.ts';
import { WHAT_DOES_NOT_FIT } from './what-does-not-fit.ts';

/** Where the run keeps its pictures; not part of the project. */
const PICTURES = join(import.meta.dirname, '..', '..', 'test-results', 'faces');

test('a damaged record is restored, told to the officer with what became of its rows, and served again once he holds the key', async () => {
  const scratch = await scratchDirectory();
  onTestFinished(scratch.remove);
  const data = join(scratch.path, 'data');
  const { samples } = await makeDemoWorld(data, { now: Date.now() });
  const scans = samples.filter(({ expect }) => expect === 'green').map(({ text }) => `${text}\n`);
  expect((await chot(['scan', '--data', data], scans.join(''))).lines).toHaveLength(scans.length);
  const record = join(data, 'record.db');
  writeFileSync(record, readFileSync(record).fill(0, 0, 4096));

  const screen = await startXvfb();
  onTestFinished(screen.stop);
  const { page, close, printed } = await launch({ app: packagedApp, display: screen.display, data });
  onTestFinished(close);
  const until = (what: string, there: string) =>
    vi.waitFor(
      async () => {
        if (!(await page.evaluate(there))) throw new Error(`not yet ${what}:\n${printed().join('\n')}`);
      },
      { timeout: 30_000, interval: 50 },
    );
  await until('restored', `document.querySelector('[data-key=F10]') !== null`);
  expect(await page.evaluate(`document.querySelector('.note').textContent`)).toContain(`: ${scans.length} rows, `);
  expect(await page.evaluate(WHAT_DOES_NOT_FIT)).toEqual([]);
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, 'restored.png') });

  // a touch in passing says nothing
  await page.click('[data-key=F10]');
  expect(await page.evaluate('document.documentElement.dataset.face')).toBe('out-of-service');
  await page.hover('[data-key=F10]');
  await page.mouse.down();
  await until('in service', `document.documentElement.dataset.face === 'idle'`);
  await page.mouse.up();
  expect(readFileSync(join(data, 'journal', 'audit.jsonl'), 'latin1')).toContain('recovery-acknowledged');
});
