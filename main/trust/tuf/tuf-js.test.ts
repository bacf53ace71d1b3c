import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgeTimestamp } from '../../../fixtures/trust/forge.ts';
import { createScene, DAY, NOW, type Scene } from '../../../fixtures/trust/scene.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { isSameVersion, openStore, refusalOf } from './tuf-js.ts';

/** What tuf-js does not promise and this project relies on; look here first when its version is raised. */

let scene: Scene;
beforeAll(() => {
  scene = createScene();
});
afterAll(() => scene.remove());

const file = (name: string) => readFileSync(join(scene.repository, 'metadata', name));
const thrown = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
};

test('the version that was looked into is the one that is installed, and pinned', () => {
  const require = createRequire(import.meta.url);
  for (const name of ['tuf-js', '@tufjs/models'] as const) {
    expect(packageJson.dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
    const installed = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8'));
    expect(installed.version).toBe(packageJson.dependencies[name]);
  }
});

test('the store has no time of its own: what has expired is as its caller says', () => {
  const { store, judgeAt } = openStore(file('1.root.json'));
  store.updateTimestamp(file('timestamp.json'));
  judgeAt(NOW + 3 * DAY);
  const version = store.timestamp?.signed.snapshotMeta.version;
  const late = thrown(() => store.updateSnapshot(file(`${version}.snapshot.json`)));
  expect(refusalOf(late).code).toBe('expired');
  judgeAt(NOW);
  store.updateSnapshot(file(`${version}.snapshot.json`));
  judgeAt(NOW + 3 * DAY);
  expect(thrown(() => store.updateDelegatedTargets(file('1.targets.json'), 'targets', 'root'))).toBeInstanceOf(Error);
});

test('an expired timestamp is held against older ones all the same', () => {
  const { store, judgeAt } = openStore(file('1.root.json'));
  const older = file('timestamp.json');
  forgeTimestamp(scene.repository, { keys: [scene.keys.timestamp] });
  judgeAt(NOW + 3 * DAY);
  expect(refusalOf(thrown(() => store.updateTimestamp(file('timestamp.json')))).code).toBe('expired');
  judgeAt(NOW);
  expect(refusalOf(thrown(() => store.updateTimestamp(older))).code).toBe('rollback');
  const same = thrown(() => store.updateTimestamp(file('timestamp.json')));
  expect([isSameVersion(same), refusalOf(same).code]).toEqual([true, 'rollback']);
});

test('what is no error of its own is none of ours', () => {
  expect(() => refusalOf('text')).toThrow();
});
