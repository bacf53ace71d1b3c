import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeRepository } from '../../../fixtures/publisher/change-repository.ts';
import { allKeys } from '../../../fixtures/publisher/made-up-repository.ts';
import { type Rotation, rotate } from '../../../fixtures/publisher/rotate.ts';
import { type SigningKey, signingKey } from '../../../fixtures/publisher/signing-key.ts';
import { forgeTimestamp } from '../../../fixtures/trust/forge.ts';
import { createScene, DAY, HOUR, KEPT, lock, NOW, type Scene } from '../../../fixtures/trust/scene.ts';
import { wantedTargets } from '../targets.ts';
import { folderSource } from './folder-source.ts';
import { trustLayout } from './layout.ts';
import { Refusal } from './refusal.ts';
import type { TrustSource } from './source.ts';
import { offeredRoot } from './update.ts';

let template: Scene;
let scene: Scene;
beforeAll(() => {
  template = createScene();
});
afterAll(() => template.remove());
beforeEach(() => {
  scene = createScene(template);
});
afterEach(() => scene.remove());

const folderOf = (name: 'sets' | 'targets' | 'roots' | 'partial') => readdirSync(trustLayout(scene.data)[name]);
const versions = () => {
  const set = scene.open();
  if (!set.ok) throw new Error(set.error.message);
  return set.value.versions;
};

test('what the station keeps is installed and served, what is of other localities never fetched', async () => {
  const update = await scene.update();
  expect(update).toMatchObject({ ok: true, value: { changed: true, set: { issuedAt: NOW } } });
  expect(scene.served()).toEqual(KEPT);
  expect(Object.keys(versions().roles)).toEqual(['loc-hcm']);
  expect(folderOf('targets')).toHaveLength(Object.keys(KEPT).length);
});

test('nothing new is nothing done; a newer timestamp alone renews the age; old sets and targets are taken away', async () => {
  await scene.update();
  const before = scene.open();
  expect(await scene.update()).toMatchObject({ value: { changed: false, fetched: { files: 1 } } });
  expect(scene.open()).toMatchObject({ value: { stamp: before.ok && before.value.stamp } });
  forgeTimestamp(scene.repository, { keys: [scene.keys.timestamp] });
  expect(await scene.update()).toMatchObject({
    value: { changed: true, fetched: { files: 1 }, set: { issuedAt: NOW + 1000 } },
  });
  scene.publish({ 'status/1.cwt': 'status two' }, HOUR);
  expect(await scene.update()).toMatchObject({ value: { changed: true } });
  expect(scene.served()).toEqual({ ...KEPT, 'status/1.cwt': 'status two' });
  expect([folderOf('sets'), folderOf('roots'), folderOf('partial')]).toEqual([['3'], [], []]);
  expect(folderOf('targets')).toHaveLength(Object.keys(KEPT).length);
});

test('a station that moves takes what is of its new locality, from the same state', async () => {
  await scene.update();
  const wanted = wantedTargets('dng', 'elsewhere');
  expect(await scene.update({ wanted })).toMatchObject({ value: { changed: true } });
  expect(await scene.update({ wanted })).toMatchObject({ value: { changed: false } });
  expect(scene.open()).toMatchObject({ ok: false, error: { code: 'set-damaged', file: 'loc-hcm.json' } });
});

test('a set that the station cannot use is not switched to', async () => {
  await scene.update();
  scene.publish({ 'rules/hcm.json': '{"rules":"broken"}' }, HOUR);
  const accept = async (set: { read: (name: string) => Uint8Array }) =>
    Buffer.from(set.read('rules/hcm.json')).includes('broken') ? 'it is broken' : null;
  expect(await scene.update({ accept })).toMatchObject({ ok: false, error: { code: 'unusable' } });
  expect(scene.served()).toEqual(KEPT);
  scene.publish({ 'rules/hcm.json': '{"rules":"whole"}' }, 2 * HOUR);
  expect(await scene.update({ accept })).toMatchObject({ ok: true, value: { changed: true } });
});

describe('roots', () => {
  /** Every key of the repository in use, old ones too: whoever must sign is found among them. */
  let known: SigningKey[];
  beforeEach(() => {
    known = allKeys(scene.keys);
  });
  const turn = (change: Rotation, at: number) => {
    const turned = changeRepository(scene.repository, (repository) =>
      rotate({ repository, keys: known, now: NOW + at, change }),
    );
    if (!turned.ok) throw new Error(turned.error.message);
    known = [...known, ...Object.values(change.replace ?? {})];
  };

  test('a chain in which every key is replaced is followed from the pinned one, at once or step by step', async () => {
    const others = [signingKey(), signingKey(), signingKey()];
    known.push(...others);
    const replace = { targets: signingKey(), snapshot: signingKey(), timestamp: signingKey() };
    const [a, b, c] = scene.keys.root.map(({ id }) => id);
    const steps: Rotation[] = [
      { addRoot: others.slice(0, 1), dropRoot: [a ?? ''] },
      { addRoot: others.slice(1, 2), dropRoot: [b ?? ''], replace: { timestamp: replace.timestamp } },
      {
        addRoot: others.slice(2),
        dropRoot: [c ?? ''],
        replace: { targets: replace.targets, snapshot: replace.snapshot },
      },
    ];
    const early = createScene(scene);
    await early.update();
    for (const [index, change] of steps.entries()) {
      turn(change, (index + 1) * HOUR);
      const step = await early.update({ source: folderSource(scene.repository) });
      expect(step).toMatchObject({ value: { changed: true, set: { versions: { root: index + 2 } } } });
    }
    expect(await scene.update()).toMatchObject({ value: { changed: true, set: { versions: { root: 4 } } } });
    expect(scene.served()).toEqual(KEPT);
    expect(early.served()).toEqual(KEPT);
    early.remove();
  });

  test('a root that was learned stays when the rest fails: the key that it revokes is refused from then on', async () => {
    await scene.update();
    const stolen = scene.keys.timestamp;
    const attackers = scene.copy();
    turn({ replace: { timestamp: signingKey() } }, HOUR);
    const torn = scene.copy();
    writeFileSync(join(torn, 'metadata', 'timestamp.json'), 'torn');
    const failed = await scene.update({ source: folderSource(torn) });
    expect(failed).toMatchObject({ ok: false, error: { code: 'not-a-repository' } });
    expect(scene.served()).toEqual(KEPT);
    expect(versions().root).toBe(1);
    expect(folderOf('roots')).toEqual(['2.root.json']);

    forgeTimestamp(attackers, { keys: [stolen] });
    expect(await scene.update({ source: folderSource(attackers) })).toMatchObject({ error: { code: 'signature' } });
    expect(await scene.update()).toMatchObject({ ok: true, value: { changed: true } });
    expect([versions().root, folderOf('roots')]).toEqual([2, []]);
    expect(await scene.update({ source: folderSource(attackers) })).toMatchObject({ error: { code: 'signature' } });
  });

  test('versions may begin anew under a new key, so that an attacker’s giant version locks nobody out', async () => {
    forgeTimestamp(scene.repository, {
      keys: [scene.keys.timestamp],
      change: (signed) => void Object.assign(signed, { version: 2 ** 52 }),
    });
    expect(await scene.update()).toMatchObject({ value: { set: { versions: { timestamp: 2 ** 52 } } } });
    turn({ replace: { timestamp: signingKey() } }, HOUR);
    const key = known.at(-1) ?? signingKey();
    forgeTimestamp(scene.repository, { keys: [key], change: (signed) => void Object.assign(signed, { version: 7 }) });
    expect(await scene.update()).toMatchObject({ value: { changed: true, set: { versions: { timestamp: 7 } } } });
  });

  test('a learned root that was tampered with is fetched anew', async () => {
    turn({}, HOUR);
    await scene.update({ source: brokenAfter(folderSource(scene.repository), 'metadata/timestamp.json') });
    expect(folderOf('roots')).toEqual(['1.root.json', '2.root.json']);
    writeFileSync(join(trustLayout(scene.data).roots, '2.root.json'), '{}');
    writeFileSync(join(trustLayout(scene.data).roots, '1.root.json'), '{}');
    expect(await scene.update()).toMatchObject({ value: { changed: true, set: { versions: { root: 2 } } } });
  });
});

describe('what is damaged is fetched anew, whatever the source has new', () => {
  const set = (file: string) => join(trustLayout(scene.data).set(1), file);
  const anyTarget = () => join(trustLayout(scene.data).targets, folderOf('targets')[0] ?? '');
  test.each<[string, () => void]>([
    ['an empty timestamp', () => truncateSync(set('timestamp.json'), 0)],
    ['a torn snapshot', () => truncateSync(set('snapshot.json'), 100)],
    [
      'both, as after a power cut',
      () => {
        truncateSync(set('timestamp.json'), 0);
        truncateSync(set('snapshot.json'), 0);
      },
    ],
    ['missing targets metadata', () => rmSync(set('targets.json'))],
    ['a root of zeros', () => writeFileSync(set('1.root.json'), Buffer.alloc(500))],
    ['a target of zeros', () => writeFileSync(anyTarget(), Buffer.alloc(readFileSync(anyTarget()).length))],
    ['a missing target', () => rmSync(anyTarget())],
    ['a pointer to nothing', () => writeFileSync(trustLayout(scene.data).current, '9\n')],
    ['a pointer that is none', () => writeFileSync(trustLayout(scene.data).current, '')],
    ['all but the pointer gone', () => rmSync(trustLayout(scene.data).sets, { recursive: true })],
  ])('%s', async (_, damage) => {
    await scene.update();
    damage();
    expect(await scene.update()).toMatchObject({ ok: true });
    expect(scene.served()).toEqual(KEPT);
  });

  test('but nothing older than what was judged by is taken for it', async () => {
    const earlier = scene.copy();
    scene.publish({}, HOUR);
    await scene.update();
    rmSync(trustLayout(scene.data).trust, { recursive: true });
    const older = await scene.update({ source: folderSource(earlier), notBefore: NOW + HOUR });
    expect(older).toMatchObject({ ok: false, error: { code: 'rollback' } });
    expect(await scene.update({ notBefore: NOW + HOUR })).toMatchObject({ ok: true });
  });
});

describe('an update that breaks off', () => {
  test('goes on where it was, and fetches nothing twice', async () => {
    const facts = Buffer.alloc(3_000_000, 'facts');
    scene.publish({ 'facts/hcm.age': facts }, HOUR);
    const source = folderSource(scene.repository);
    const broken = brokenAfter(source, 'targets/facts', 1_000_000);
    expect(await scene.update({ source: broken })).toMatchObject({ error: { code: 'source-unreachable' } });
    expect(scene.open()).toMatchObject({ error: { code: 'trust-missing' } });
    const resumed = await scene.update();
    expect(resumed).toMatchObject({ ok: true, value: { changed: true } });
    expect(resumed.ok && resumed.value.fetched.bytes).toBeLessThan(2_100_000);
    expect(scene.served()['facts/hcm.age']).toBe(facts.toString());
  });

  test.each([
    ['zeros in it, as after a power cut', 1000],
    ['more in it than there should be', 1_000_000],
  ])('begins anew with %s', async (_, length) => {
    scene.publish({ 'facts/hcm.age': 'facts '.repeat(1000) }, HOUR);
    const broken = brokenAfter(folderSource(scene.repository), 'targets/facts', 10);
    expect(await scene.update({ source: broken })).toMatchObject({ error: { code: 'source-unreachable' } });
    const [partial = ''] = folderOf('partial');
    writeFileSync(join(trustLayout(scene.data).partial, partial), Buffer.alloc(length));
    expect(await scene.update()).toMatchObject({ ok: true });
    expect(scene.served()['facts/hcm.age']).toBe('facts '.repeat(1000));
  });

  test('is called off at once', async () => {
    const calling = new AbortController();
    const source = folderSource(scene.repository);
    const stopping: TrustSource = {
      ...source,
      open(path, from, signal) {
        if (path.includes('snapshot')) calling.abort();
        return source.open(path, from, signal);
      },
    };
    const stopped = await scene.update({ source: stopping, signal: calling.signal });
    expect(stopped).toMatchObject({ ok: false, error: { code: 'stopped' } });
    expect(await scene.update()).toMatchObject({ ok: true });
  });
});

test('of two updates at once one is done and one is told so', async () => {
  const both = await Promise.all([scene.update(), scene.update()]);
  expect(both.map((one) => (one.ok ? 'done' : one.error.code)).sort()).toEqual(['busy', 'done']);
  const held = lock(trustLayout(scene.data).lock);
  expect(await scene.update()).toMatchObject({ error: { code: 'busy' } });
  held?.();
  expect(await scene.update()).toMatchObject({ ok: true });
});

test('a lock that is none is told, and ends nothing', async () => {
  await scene.update();
  writeFileSync(trustLayout(scene.data).lock, 'somebody wrote into it '.repeat(100));
  expect(await scene.update()).toMatchObject({ ok: false, error: { code: 'disk-failed' } });
  expect(scene.served()).toEqual(KEPT);
});

test('a folder that is not there, or holds something else, is no repository', async () => {
  for (const source of [folderSource(join(scene.directory, 'no')), folderSource(scene.data)]) {
    expect(await scene.update({ source })).toMatchObject({ error: { code: 'not-a-repository' } });
    expect(await offeredRoot(source)).toMatchObject({ error: { code: 'not-a-repository' } });
  }
  expect(await offeredRoot(folderSource(scene.repository))).toEqual({ ok: true, value: scene.rootSha256 });
});

test('signed time that has passed counts where the clock is behind it', async () => {
  await scene.update();
  const [late, year2000] = [NOW + 3 * DAY, Date.UTC(2000, 0, 1)];
  expect(await scene.update({ now: late })).toMatchObject({ error: { code: 'expired' } });
  expect(await scene.update({ now: year2000 })).toMatchObject({ ok: true });
  const first = createScene(template);
  expect(await first.update({ now: year2000 })).toMatchObject({ ok: true, value: { changed: true } });
  first.remove();
});

test('nothing is made where the data directory cannot be written', async () => {
  const data = join(scene.directory, 'file');
  writeFileSync(data, '');
  expect(await scene.update({ directory: data })).toMatchObject({ error: { code: 'disk-failed' } });
  expect(existsSync(join(data, 'trust'))).toBe(false);
});

/** A source whose stick is pulled out once so many bytes of a path were read. */
function brokenAfter(source: TrustSource, path: string, bytes = 0): TrustSource {
  return {
    ...source,
    async open(asked, from, signal) {
      const opened = await source.open(asked, from, signal);
      return opened === null || !asked.startsWith(path) ? opened : { ...opened, body: torn(opened.body, bytes) };
    },
  };
}

async function* torn(body: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array, void> {
  let left = bytes;
  for await (const chunk of body) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) throw new Refusal('source-unreachable', '', 'EIO: the stick was pulled out');
  }
}
