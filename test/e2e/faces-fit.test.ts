import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { StationView, ToWindow } from '../../main/contract/messages.ts';
import {
  crowdedOthers,
  crowdedStation,
  crowdedVerdicts,
  originPanel,
  RECOVERED_DETAIL,
  worriedEverywhere,
  worriedLanes,
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
/** A picture takes longer than the look itself: one glass is kept whole, of the others what does not fit. */
const USUAL_GLASS = '1366x768';
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

/** Shows the lanes while nobody has scanned; they are told from those before by their names. */
async function showStation(station: StationView): Promise<void> {
  seq += 1;
  const mark = `${seq} `;
  await show([
    { ...station, lanes: station.lanes.map((lane) => ({ ...lane, name: (mark + lane.name).slice(0, 40) })) },
  ]);
  await vi.waitFor(
    async () => {
      const lanes = await shell().page.evaluate(
        '[...document.querySelectorAll(".lane")].map((lane) => lane.dataset.lane)',
      );
      const isThere = (lanes as string[]).every((lane) => lane.startsWith(mark));
      if (!isThere) throw new Error(`the page shows ${lanes}, not those of ${mark}`);
    },
    { timeout: 10_000, interval: 10 },
  );
}

async function whatDoesNotFit(picture: string): Promise<unknown> {
  const { page } = shell();
  const found: unknown[] = await page.evaluate(WHAT_DOES_NOT_FIT);
  if (found.length > 0 || picture.endsWith(USUAL_GLASS)) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${picture}.png`) });
  }
  return found;
}

/** By the worries of each lane, side by side. */
const IDLE: readonly (readonly [string, StationView])[] = [
  ...([[0], [1], [2], [3], [0, 1], [2, 3], [0, 1, 2], [3, 3, 3], [0, 1, 2, 3]] as const).map(
    (worries) => [`devices-${worries.join('')}`, worriedLanes(...worries)] as const,
  ),
  ...([[1], [0, 1, 2]] as const).map(
    (worries) => [`everything-${worries.join('')}`, worriedEverywhere(...worries)] as const,
  ),
];

// before any verdict, which would stand for a while
test.each(GLASSES)(
  'the idle face of one to four lanes with their worries, on a glass of %i × %i',
  async (width, height) => {
    await shell().page.setViewportSize({ width, height });
    for (const [name, station] of IDLE) {
      await showStation(station);
      expect(await whatDoesNotFit(`idle-${name}-${width}x${height}`), name).toEqual([]);
    }
  },
);

test.each(GLASSES)('a restored record and its key, on a glass of %i × %i', async (width, height) => {
  await shell().page.setViewportSize({ width, height });
  for (const station of [worriedLanes(0), worriedLanes(0, 0, 0, 0)]) {
    await showStation({ ...station, outage: 'record-recovered', outageDetail: RECOVERED_DETAIL });
    expect(await whatDoesNotFit(`restored-${station.lanes.length}-${width}x${height}`)).toEqual([]);
  }
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
