import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import type { DemoSample } from '../../fixtures/demo/samples.ts';
import { scratchDirectory } from './run-chot.ts';

/** A data directory of the demo world, and its sample passes by what they show. */
export async function demoStation(
  centralUrl: string | null = null,
): Promise<{ readonly directory: string; readonly samples: readonly DemoSample[] }> {
  const directory = scratchDirectory();
  const world = await makeDemoWorld(directory, { now: Date.now(), centralUrl });
  return { directory, samples: world.samples };
}
