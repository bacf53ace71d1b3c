import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoWorld, makeDemoWorld } from '../../../fixtures/demo/make-world.ts';

let world: Promise<DemoWorld> | null = null;

/** The made-up world, made once: that takes a while in the guest. */
export function demoWorld(): Promise<DemoWorld> {
  world ??= makeDemoWorld(mkdtempSync(join(tmpdir(), 'chot-world-')), { now: Date.now() });
  return world;
}

/** A data directory of its station with these lanes. All that lies there is gone with the guest. */
export async function gateDirectory(lanes: readonly object[], settings: object = {}): Promise<string> {
  const { directory: made } = await demoWorld();
  const directory = mkdtempSync(join(tmpdir(), 'chot-gate-'));
  cpSync(made, directory, { recursive: true });
  const path = join(directory, 'station.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...settings, lanes }));
  return directory;
}

/** A pass of which the demo station says green, and which no papers must be compared with. */
export async function greenPass(number: number): Promise<string> {
  const ids = ['vaccinated', 'passport', 'recovered', 'eligible', 'sealed', 'visitor'];
  const { samples } = await demoWorld();
  const text = samples.find(({ id }) => id === ids[number])?.text;
  if (text === undefined) throw new Error(`the demo world has no green pass ${number}`);
  return text;
}
