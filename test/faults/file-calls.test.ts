import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { playScenario, type ScenarioEnd, type ScenarioName } from './record-scenario.ts';
import { copyScene, makeScene, wrongOutcome } from './scenario-outcome.ts';
import { scratchInMemory } from './scratch.ts';

/** Calls of node:fs that the record makes; closing a file is no act that it could give up. */
const CALLS = [
  ...['openSync', 'readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync', 'fstatSync', 'fchmodSync'],
  ...['mkdirSync', 'readdirSync', 'readFileSync', 'statSync', 'renameSync', 'unlinkSync', 'rmSync', 'copyFileSync'],
  'accessSync',
] as const;
const CODES = ['EIO', 'ENOSPC', 'EROFS', 'EACCES'] as const;

const whole = Object.fromEntries(CALLS.map((name) => [name, fs[name]]));
function restore(): void {
  Object.assign(fs, whole);
  syncBuiltinESMExports();
}
afterEach(restore);

/** The n-th call fails, `lasting`: and every one after it; tells how many there were, and which one that was. */
function failAt(n: number, code: string, lasting: boolean): { calls: number; failed: string | null } {
  const told = { calls: 0, failed: null as string | null };
  const changed = fs as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of CALLS) {
    const original = whole[name] as unknown as (...given: unknown[]) => unknown;
    changed[name] = (...given) => {
      if (String(given[0]).startsWith('/proc/')) return original(...given);
      told.calls += 1;
      if (lasting ? told.calls < n : told.calls !== n) return original(...given);
      told.failed ??= `${name} ${typeof given[0] === 'string' ? given[0].replace(/^.*\/data\//, '') : ''}`;
      throw Object.assign(new Error(`${code}: ${name}`), { code, syscall: name });
    };
  }
  syncBuiltinESMExports();
  return told;
}

test.each<[ScenarioName, number]>([
  ['everyday', 60],
  ['damaged', 60],
])(
  'every call to the file system of a record fails in turn, once or from then on: %s',
  (name, atLeast) => {
    const home = fs.mkdtempSync(join(scratchInMemory(), 'chot-calls-'));
    const scene = makeScene(name, join(home, 'template'));
    const wrong: string[] = [];
    let n = 1;
    for (; n < 2000; n += 1) {
      const code = CODES[n % CODES.length] ?? 'EIO';
      const directory = join(home, `${n}`, 'data');
      copyScene(scene, directory);
      const lasting = n % 3 === 0;
      const told = failAt(n, code, lasting);
      let end: ScenarioEnd | null = null;
      try {
        end = playScenario(name, directory);
      } catch (error) {
        wrong.push(`call ${n}, ${told.failed}: ${code}: ${error instanceof Error ? error.stack : error}`);
      } finally {
        restore();
      }
      const found = end && wrongOutcome(directory, scene.uuids, end, { wasDamaged: name === 'damaged', lasting });
      if (found !== null) wrong.push(`call ${n}, ${told.failed}: ${code}: ${found}`);
      fs.rmSync(join(home, `${n}`), { recursive: true });
      if (told.failed === null) break;
    }
    fs.rmSync(home, { recursive: true });
    expect(n).toBeGreaterThan(atLeast);
    expect(wrong).toEqual([]);
  },
  600_000,
);
