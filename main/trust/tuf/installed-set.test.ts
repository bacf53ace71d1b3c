import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forge, readSigned, type Signed } from '../../../fixtures/trust/forge.ts';
import { createScene, HOUR, KEPT, NOW, type Scene, wanted } from '../../../fixtures/trust/scene.ts';
import type { TrustProblem } from '../problem.ts';
import { hasInstalledTrust, installedStamp, openInstalledSet } from './installed-set.ts';
import { trustLayout } from './layout.ts';
import { sha256Of } from './verifier.ts';

/** Somebody, or a dying disk, changes what is installed: a start refuses it, and says which file and why. */

let template: Scene;
let scene: Scene;
let other: Scene;
beforeAll(async () => {
  template = createScene();
  await template.update();
  cpSync(trustLayout(template.data).trust, join(template.directory, 'installed-before'), { recursive: true });
  template.publish({ 'status/1.cwt': 'status two' }, HOUR);
  await template.update({ now: NOW + HOUR });
  other = createScene();
  await other.update();
});
afterAll(() => {
  template.remove();
  other.remove();
});
beforeEach(() => {
  scene = createScene(template);
});
afterEach(() => scene.remove());

const layout = () => trustLayout(scene.data);
const file = (name: string) => join(layout().set(2), name);
const targetOf = (content: string) => join(layout().targets, sha256Of(Buffer.from(content)));

type Tampering = readonly [name: string, code: TrustProblem['code'], file: string, tamper: () => void];
const table: Tampering[] = [
  [
    'the first root replaced by another issuer’s',
    'root-replaced',
    '1.root.json',
    () => cpSync(join(other.repository, 'metadata', '1.root.json'), file('1.root.json')),
  ],
  [
    'the whole set replaced by another issuer’s',
    'root-replaced',
    '1.root.json',
    () => {
      rmSync(layout().trust, { recursive: true });
      cpSync(trustLayout(other.data).trust, layout().trust, { recursive: true });
    },
  ],
  [
    'a second root that nobody of the first has signed',
    'set-damaged',
    '2.root.json',
    () => {
      const root = JSON.parse(readFileSync(join(other.repository, 'metadata', '1.root.json'), 'utf8'));
      root.signed.version = 2;
      writeFileSync(file('2.root.json'), JSON.stringify(root));
    },
  ],
  ...['1.root.json', 'timestamp.json', 'snapshot.json', 'targets.json', 'loc-hcm.json'].flatMap((name): Tampering[] => {
    const code = name === '1.root.json' ? 'root-replaced' : 'set-damaged';
    return [
      [`${name} empty`, code, name, () => truncateSync(file(name), 0)],
      [`${name} torn`, code, name, () => truncateSync(file(name), 300)],
      [`${name} full of zeros`, code, name, () => writeFileSync(file(name), Buffer.alloc(700))],
      [`${name} missing`, 'set-damaged', name, () => rmSync(file(name))],
      [`${name} endless`, 'set-damaged', name, () => truncateSync(file(name), 2 ** 30)],
      [`${name} a folder`, 'file-unreadable', name, () => replaceByFolder(file(name))],
    ];
  }),
  [
    'the signed time brought forward',
    'set-damaged',
    'timestamp.json',
    () =>
      rewrite('timestamp.json', ({ signed }) => void Object.assign(signed, { issuedAt: '2026-12-01T00:00:00.000Z' })),
  ],
  [
    'a target listed that was not',
    'set-damaged',
    'targets.json',
    () => rewrite('targets.json', ({ signed }) => void Object.assign(signed.targets, { 'status/9.cwt': {} })),
  ],
  [
    'the role of another state of the same repository',
    'set-damaged',
    'targets.json',
    () =>
      cpSync(
        join(
          scene.repository,
          'metadata',
          `${readSigned(scene.repository, 'timestamp.json').version - 1}.targets.json`,
        ),
        file('targets.json'),
      ),
  ],
  [
    'a target swapped for another one',
    'target-changed',
    'status/1.cwt',
    () => cpSync(targetOf(KEPT['facts/hcm.age']), targetOf('status two')),
  ],
  ['a target cut short', 'target-changed', 'status/1.cwt', () => truncateSync(targetOf('status two'), 3)],
  ['a target missing', 'target-changed', 'status/1.cwt', () => rmSync(targetOf('status two'))],
  ['a target that is a folder', 'target-changed', 'status/1.cwt', () => replaceByFolder(targetOf('status two'))],
  ['all targets missing', 'target-changed', 'facts/hcm.age', () => rmSync(layout().targets, { recursive: true })],
  ['a pointer to nothing', 'set-damaged', '1.root.json', () => writeFileSync(layout().current, '7\n')],
  ['a pointer out of the folder', 'set-damaged', 'current', () => writeFileSync(layout().current, '../../2\n')],
  ['an empty pointer', 'set-damaged', 'current', () => truncateSync(layout().current, 0)],
  ['a pointer that is a folder', 'file-unreadable', 'current', () => replaceByFolder(layout().current)],
  ['no pointer', 'trust-missing', 'trust', () => rmSync(layout().current)],
  ['the whole folder gone', 'trust-missing', 'trust', () => rmSync(layout().trust, { recursive: true })],
  [
    'the whole set put back to the state before',
    'trust-rolled-back',
    'timestamp.json',
    () => {
      rmSync(layout().trust, { recursive: true });
      renameSync(join(scene.directory, 'installed-before'), layout().trust);
    },
  ],
];

function replaceByFolder(path: string): void {
  rmSync(path);
  cpSync(layout().partial, path, { recursive: true });
}

function rewrite(name: string, change: (metadata: { signed: Signed }) => void): void {
  const metadata = JSON.parse(readFileSync(file(name), 'utf8'));
  change(metadata);
  writeFileSync(file(name), JSON.stringify(metadata));
}

test.each(table)('%s: %s, %s', (_, code, name, tamper) => {
  expect(scene.open(NOW + HOUR)).toMatchObject({ ok: true });
  tamper();
  expect(scene.open(NOW + HOUR)).toMatchObject({
    ok: false,
    error: { code, file: name, message: expect.stringContaining(' ') },
  });
});

test('a target whose bytes were changed in place is refused when it is read', () => {
  const path = targetOf('status two');
  writeFileSync(path, Buffer.from('status 2wo'));
  const set = scene.open();
  if (!set.ok) throw new Error(set.error.message);
  expect(() => set.value.read('status/1.cwt')).toThrow(/status\/1\.cwt.*not the one that was signed/);
  expect(Buffer.from(set.value.read('keys/signers.json')).toString()).toBe(KEPT['keys/signers.json']);
  expect(() => set.value.read('../../current')).toThrow();
});

describe('what counts at a start', () => {
  test('nothing expires: a station that is offline for a year judges by what it has, and says how old that is', () => {
    expect(scene.open()).toMatchObject({ ok: true, value: { issuedAt: NOW + HOUR } });
    expect(scene.served()).toEqual({ ...KEPT, 'status/1.cwt': 'status two' });
  });
  test('without a pinned root nothing is trusted', () => {
    const open = () => openInstalledSet({ directory: scene.data, rootSha256: null, notBefore: null, wanted });
    expect(open()).toMatchObject({ error: { code: 'root-not-pinned', file: 'station.json' } });
    rmSync(layout().trust, { recursive: true });
    expect(open()).toMatchObject({ error: { code: 'trust-missing' } });
  });
  test('plain files of keys and lists are none', () => {
    rmSync(layout().trust, { recursive: true });
    cpSync(join(scene.repository, 'targets'), layout().trust, { recursive: true });
    expect(hasInstalledTrust(scene.data)).toBe(false);
    expect(scene.open()).toMatchObject({ error: { code: 'trust-missing' } });
  });
  test('the stamp tells one set from the next', async () => {
    const before = installedStamp(scene.data);
    expect(installedStamp(scene.data)).toBe(before);
    forge(scene.repository, { snapshot: { keys: [scene.keys.snapshot] }, timestamp: { keys: [scene.keys.timestamp] } });
    await scene.update();
    expect(installedStamp(scene.data)).not.toBe(before);
    writeFileSync(layout().current, '');
    expect(installedStamp(scene.data)).toBeNull();
  });
});
