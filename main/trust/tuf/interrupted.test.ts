import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as promises from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, HOUR, KEPT, NOW, type Scene } from '../../../fixtures/trust/scene.ts';
import { createDisk, type Files } from './disk.ts';

/** An update that is cut off anywhere leaves the set of before or the new one, whole; and the next one brings the new one. */

const CHILD = fileURLToPath(new URL('../../../fixtures/trust/interrupted.child.ts', import.meta.url));
const AFTER = { ...KEPT, 'status/1.cwt': 'status two', 'facts/hcm.age': 'new facts '.repeat(30_000) };

let template: Scene;
beforeAll(async () => {
  template = createScene();
  await template.update();
  template.publish({ 'status/1.cwt': AFTER['status/1.cwt'], 'facts/hcm.age': AFTER['facts/hcm.age'] }, HOUR);
});
afterAll(() => template.remove());

/** The n-th call fails as a bad disk does; `dead`: and every one after it, as for a process that is no more. */
function failingFiles(n: number, dead: boolean): { readonly files: Files; readonly calls: () => number } {
  let calls = 0;
  const failing = <T extends object>(of: T): T =>
    new Proxy(of, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          calls += name === 'close' ? 0 : 1;
          if (name !== 'close' && (calls === n || (dead && calls > n))) {
            throw Object.assign(new Error(`EIO: ${String(name)}`), { code: 'EIO', syscall: String(name) });
          }
          const result = await value.apply(target, given);
          return name === 'open' ? failing(result) : result;
        };
      },
    });
  return { files: failing({ ...promises }), calls: () => calls };
}

test('whichever call to the disk fails, and whether it fails once or for good', async () => {
  const whole = createScene(template);
  const counting = failingFiles(0, false);
  expect(await whole.update({ disk: createDisk(counting.files) })).toMatchObject({ ok: true });
  expect(whole.served()).toEqual(AFTER);
  const total = counting.calls();
  whole.remove();
  expect(total).toBeGreaterThan(50);

  for (let n = 1; n <= total; n += 1) {
    for (const dead of n % 4 === 0 ? [true, false] : [true]) {
      const scene = createScene(template);
      const update = await scene.update({ disk: createDisk(failingFiles(n, dead).files) });
      // What cannot be taken away after the switch is no reason to call it failed.
      if (!update.ok) expect(update.error.code).toBe('disk-failed');
      expect([KEPT, AFTER]).toContainEqual(scene.served());
      expect(await scene.update()).toMatchObject({ ok: true });
      expect(scene.served()).toEqual(AFTER);
      scene.remove();
    }
  }
}, 120_000);

test('a process that is killed at any moment, again and again', async () => {
  const scene = createScene();
  await scene.update();
  let served = KEPT['facts/hcm.age'];
  for (let round = 1; round <= 12; round += 1) {
    const facts = `round ${round} `.repeat(200_000);
    scene.publish({ 'facts/hcm.age': facts }, round * 60_000);
    const child = spawn(process.execPath, [CHILD, scene.repository, scene.data, scene.rootSha256, String(NOW)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    await sleep(Math.random() * 100);
    child.kill('SIGKILL');
    await ended;
    const now = scene.served()['facts/hcm.age'] ?? '';
    expect([served, facts]).toContain(now);
    served = now;
    if (round % 3 > 0) continue;
    expect(await scene.update({ now: NOW + round * 60_000 })).toMatchObject({ ok: true });
    expect(scene.served()['facts/hcm.age']).toBe(facts);
    served = facts;
  }
  scene.remove();
});
