import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { StationView, ToWindow } from '../../main/contract/messages.ts';
import {
  crowdedOthers,
  crowdedStation,
  crowdedVerdicts,
  originPanel,
  worriedStation,
} from '../../renderer/crowded-messages.ts';
import { crowdedSetUp, setUpStation } from '../../renderer/crowded-set-up.ts';
import { runningShell } from './running-shell.ts';
import { WHAT_DOES_NOT_FIT } from './what-does-not-fit.ts';

/** Every face with the most that it may have to say, on the glasses that checkpoints have: nothing cut off, nothing scrolls. */
const shell = runningShell();
const GLASSES = [
  [1024, 600],
  [1280, 800],
  [1366, 768],
  [1920, 1080],
  [800, 1280],
] as const;
/** Where the run keeps its pictures; not part of the project. */
const PICTURES = join(import.meta.dirname, '..', '..', 'test-results', 'crowded-faces');

const tray: StationView['tray'] = Array.from({ length: 25 }, (_, index) => ({
  id: `sample-${index}`,
  vi: 'Mã có dấu, đã tiêm',
  en: 'Sealed code, vaccinated',
  expect: 'green',
}));
const STATIONS: readonly (readonly [string, StationView])[] = [
  ['vi-en', crowdedStation],
  ['en-vi', { ...crowdedStation, languages: ['en', 'vi'] }],
  ['vi', { ...crowdedStation, languages: ['vi'] }],
  ['tray', { ...crowdedStation, tray }],
  ['clock', { ...crowdedStation, clock: 'suspect' }],
];
const SET_UP_STATIONS: readonly (readonly [string, StationView])[] = [
  ['vi-en', setUpStation],
  ['en-vi', { ...setUpStation, languages: ['en', 'vi'] }],
  ['vi', { ...setUpStation, languages: ['vi'] }],
  ['one-lane', { ...setUpStation, lanes: setUpStation.lanes.slice(0, 1) }],
  ['tray', { ...setUpStation, tray }],
];
const closed: ToWindow = { type: 'panel', panel: { kind: 'none' } };
let seq = 0;

/** Has the page show a verdict, decision or "scan again" last of all, through the real preload and its schemas. */
async function show(messages: readonly ToWindow[]): Promise<void> {
  const { page, data, send } = shell();
  seq += 1;
  const numbered = messages.map((message) => ('seq' in message ? { ...message, seq } : message));
  writeFileSync(join(data, 'say.json'), JSON.stringify([closed, ...numbered]));
  await send({ type: 'present', sample: 'say', lane: 'any' });
  const mark = messages.some((message) => 'seq' in message) ? `${seq}` : '';
  await vi.waitFor(
    async () => {
      const shown = await page.evaluate('document.documentElement.dataset.seq');
      if (shown !== mark) throw new Error(`the page shows ${shown}, not ${mark}`);
    },
    { timeout: 10_000, interval: 10 },
  );
  await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 60)))');
}

async function whatDoesNotFit(picture: string): Promise<unknown> {
  const { page } = shell();
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${picture}.png`) });
  return page.evaluate(WHAT_DOES_NOT_FIT);
}

// before any verdict, which would stand for a while
test.each(GLASSES)('the idle face with all its worries, on a glass of %i × %i', async (width, height) => {
  await shell().page.setViewportSize({ width, height });
  await show([worriedStation]);
  expect(await whatDoesNotFit(`idle-${width}x${height}`)).toEqual([]);
});

describe.each(GLASSES)('on a glass of %i × %i', (width, height) => {
  const glass = `${width}x${height}`;

  test.each(STATIONS)('every verdict (%s)', async (which, station) => {
    await shell().page.setViewportSize({ width, height });
    for (const [name, verdict] of Object.entries(crowdedVerdicts)) {
      await show([station, verdict]);
      expect(await whatDoesNotFit(`${name}-${which}-${glass}`), name).toEqual([]);
    }
  });

  test.each(SET_UP_STATIONS)('every step of the set-up of a scanner (%s)', async (which, station) => {
    await shell().page.setViewportSize({ width, height });
    for (const [name, panel] of Object.entries(crowdedSetUp)) {
      await show([station, crowdedVerdicts.black, { type: 'panel', panel }]);
      expect(await whatDoesNotFit(`set-up-${name}-${which}-${glass}`), name).toEqual([]);
    }
  });

  test('decisions, scan again, and the panel for the place of origin', async () => {
    await shell().page.setViewportSize({ width, height });
    for (const [index, message] of crowdedOthers.entries()) {
      await show([crowdedStation, message]);
      expect(await whatDoesNotFit(`other-${index}-${glass}`), message.type).toEqual([]);
    }
    const { abnormal } = crowdedVerdicts;
    await show([crowdedStation, abnormal, { type: 'panel', panel: originPanel(abnormal.uuid) }]);
    expect(await whatDoesNotFit(`origin-${glass}`)).toEqual([]);
  });
});
