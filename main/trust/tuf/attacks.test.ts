import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { metadataFile, targetsBody } from '../../../fixtures/publisher/metadata.ts';
import { type SigningKey, signingKey } from '../../../fixtures/publisher/signing-key.ts';
import {
  forge,
  forgeRoot,
  forgeTimestamp,
  readSigned,
  type Signed,
  writeMetadata,
} from '../../../fixtures/trust/forge.ts';
import { type RepositoryServer, serveRepository } from '../../../fixtures/trust/repository-server.ts';
import { createScene, DAY, HOUR, KEPT, NOW, type Scene } from '../../../fixtures/trust/scene.ts';
import { folderSource } from './folder-source.ts';
import { httpSource } from './http-source.ts';
import type { TrustSource } from './source.ts';
import type { UpdateProblemCode } from './update-problem.ts';
import { sha256Of } from './verifier.ts';

/** What a hostile or broken source may do, one by one: each is refused by its code, and the last good set stays in use. */

let scene: Scene;
let template: Scene;
let earlier = '';
let server: RepositoryServer;
/** What the source shows; the attack is made of it. */
let shown = '';
beforeAll(async () => {
  server = await serveRepository(() => shown);
  template = createScene();
  expect(await template.update()).toMatchObject({ ok: true, value: { changed: true } });
  earlier = template.copy();
  template.publish({}, 1000);
  expect(await template.update()).toMatchObject({ ok: true, value: { changed: true } });
});
afterAll(async () => {
  await server.close();
  template.remove();
});
beforeEach(() => {
  scene = createScene(template);
  server.instead.clear();
});
afterEach(() => scene.remove());

const sources: [string, () => TrustSource][] = [
  ['a folder', () => folderSource(shown)],
  ['a server', () => httpSource(server.url, { caFile: null, stallMs: 400 })],
];

type Attack = {
  readonly name: string;
  /** Changes what the source shows: a copy of what the station has installed, and of what came before. */
  readonly make: (show: string, scene: Scene, earlier: string) => void;
  readonly code: UpdateProblemCode;
  readonly file?: string;
  /** Milliseconds since NOW at which the station updates. */
  readonly at?: number;
};

const stranger = signingKey();
const expired = (signed: Signed) => {
  signed.expires = '2026-11-22T02:59:59Z';
};
const page = '<!DOCTYPE html><html><body>Wi-Fi miễn phí: bấm để đăng nhập</body></html>';
const target = (show: string, name: string) => {
  const role = name.includes('hcm') || name.includes('ben-thanh') ? 'loc-hcm' : 'targets';
  const { meta } = readSigned(show, 'timestamp.json');
  const snapshot = readSigned(show, `${meta['snapshot.json']?.version}.snapshot.json`);
  const { targets } = readSigned(show, `${snapshot.meta[`${role}.json`]?.version}.${role}.json`);
  const slash = name.indexOf('/') + 1;
  return join(show, 'targets', name.slice(0, slash), `${targets[name]?.hashes.sha256}.${name.slice(slash)}`);
};
/** A newer state with a new list, signed as it should be. */
const newer = (scene: Scene, show: string, content = 'status two') => {
  scene.publish({ 'status/1.cwt': content }, HOUR);
  cpSync(scene.repository, show, { recursive: true });
};
const versions = (show: string) => {
  const { meta, version } = readSigned(show, 'timestamp.json');
  const snapshot = meta['snapshot.json']?.version ?? 0;
  const listed = readSigned(show, `${snapshot}.snapshot.json`).meta;
  return {
    timestamp: version,
    snapshot,
    targets: listed['targets.json']?.version ?? 0,
    hcm: listed['loc-hcm.json']?.version ?? 0,
  };
};

const attacks: Attack[] = [
  {
    name: 'the whole repository as it was',
    make: (show, _, earlier) => cpSync(earlier, show, { recursive: true }),
    code: 'rollback',
    file: 'timestamp.json',
  },
  {
    name: 'a newer timestamp that names an older snapshot',
    make(show, { keys }) {
      const { snapshot } = versions(show);
      forgeTimestamp(show, {
        keys: [keys.timestamp],
        change: ({ meta }) => void Object.assign(meta, { 'snapshot.json': { version: snapshot - 1 } }),
      });
    },
    code: 'rollback',
    file: 'timestamp.json',
  },
  {
    name: 'a newer snapshot that names older targets',
    make(show, { keys }) {
      const { targets } = versions(show);
      const change = ({ meta }: Signed) => void Object.assign(meta, { 'targets.json': { version: targets - 1 } });
      forge(show, { snapshot: { keys: [keys.snapshot], change }, timestamp: { keys: [keys.timestamp] } });
    },
    code: 'rollback',
  },
  {
    name: 'a newer snapshot without a role',
    make(show, { keys }) {
      const change = ({ meta }: Signed) => void delete meta['loc-hcm.json'];
      forge(show, { snapshot: { keys: [keys.snapshot], change }, timestamp: { keys: [keys.timestamp] } });
    },
    code: 'rollback',
  },
  {
    name: 'a newer timestamp that was issued before',
    make(show, { keys }) {
      const issuedAt = new Date(NOW - 1).toISOString();
      forgeTimestamp(show, {
        keys: [keys.timestamp],
        change: (signed) => void Object.assign(signed, { issuedAt: issuedAt }),
      });
    },
    code: 'rollback',
    file: 'timestamp.json',
  },
  { name: 'the same state for ever (freeze)', make: () => {}, code: 'expired', at: 3 * DAY },
  {
    name: 'a newer timestamp that is past its date',
    make: (show, { keys }) => forgeTimestamp(show, { keys: [keys.timestamp], change: expired }),
    // It says that it was issued after its own end.
    code: 'expired',
  },
  {
    name: 'an expired snapshot',
    make: (show, { keys }) =>
      forge(show, { snapshot: { keys: [keys.snapshot], change: expired }, timestamp: { keys: [keys.timestamp] } }),
    code: 'expired',
  },
  {
    name: 'expired targets',
    make: (show, { keys }) =>
      forge(show, {
        roles: { targets: { keys: [keys.targets], change: expired } },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'expired',
    file: 'targets.json',
  },
  {
    name: 'an expired role',
    make: (show, { keys }) =>
      forge(show, {
        roles: { 'loc-hcm': { keys: [keys.localities.get('hcm') ?? stranger], change: expired } },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'expired',
    file: 'loc-hcm.json',
  },
  {
    name: 'an expired root',
    make: (show, { keys }) => forgeRoot(show, 1, { keys: keys.root, change: expired }),
    code: 'expired',
  },
  {
    name: 'a clock a month behind: signed time has passed all the same',
    make: (show, { keys }) => forgeTimestamp(show, { keys: [keys.timestamp], change: expired }),
    code: 'expired',
    at: -30 * DAY,
  },
  {
    name: 'a target with one byte changed',
    make(show, scene) {
      newer(scene, show);
      const path = target(show, 'status/1.cwt');
      const bytes = readFileSync(path);
      bytes[3] = (bytes[3] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    code: 'hash-mismatch',
    file: 'status/1.cwt',
  },
  {
    name: 'a target cut short',
    make(show, scene) {
      newer(scene, show);
      truncateSync(target(show, 'status/1.cwt'), 5);
    },
    code: 'hash-mismatch',
    file: 'status/1.cwt',
  },
  {
    name: 'a target with something after it',
    make(show, scene) {
      newer(scene, show);
      const path = target(show, 'status/1.cwt');
      writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(5e6)]));
    },
    code: 'too-large',
    file: 'status/1.cwt',
  },
  {
    name: 'a timestamp without end',
    make: (show) => writeMetadata(show, 'timestamp.json', ' '.repeat(5e6)),
    code: 'too-large',
  },
  {
    name: 'a snapshot larger than signed',
    make(show, scene) {
      newer(scene, show);
      const file = `${versions(show).snapshot}.snapshot.json`;
      writeMetadata(show, file, `${readFileSync(join(show, 'metadata', file))}   `);
    },
    code: 'too-large',
  },
  {
    name: 'a target that is signed for and larger than any that is read',
    make: (show, { keys }) =>
      forge(show, {
        roles: {
          targets: {
            keys: [keys.targets],
            change: ({ targets }) => void Object.assign(targets['status/1.cwt'] ?? {}, { length: 2 ** 40 }),
          },
        },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'metadata-invalid',
    file: 'status/1.cwt',
  },
  ...(['snapshot', 'targets', 'hcm'] as const).map(
    (which): Attack => ({
      name: `${which} of the state before under the name of the newer one (mix-and-match)`,
      make(show, scene, earlier) {
        scene.publish({ 'status/1.cwt': 'status two', 'rules/hcm.json': '{"rules":"HCM"}' }, HOUR);
        cpSync(scene.repository, show, { recursive: true });
        const name = which === 'hcm' ? 'loc-hcm' : which;
        const [now, then] = [versions(show)[which], versions(earlier)[which]];
        writeMetadata(show, `${now}.${name}.json`, readFileSync(join(earlier, 'metadata', `${then}.${name}.json`)));
      },
      code: 'mix-and-match',
    }),
  ),
  {
    name: 'a role of another version than the snapshot says',
    make(show, { keys }) {
      const { hcm } = versions(show);
      const change = ({ meta }: Signed) => void Object.assign(meta, { 'loc-hcm.json': { version: hcm + 1 } });
      forge(show, { snapshot: { keys: [keys.snapshot], change }, timestamp: { keys: [keys.timestamp] } });
      writeMetadata(show, `${hcm + 1}.loc-hcm.json`, readFileSync(join(show, 'metadata', `${hcm}.loc-hcm.json`)));
    },
    code: 'mix-and-match',
    file: 'loc-hcm.json',
  },
  {
    name: 'a timestamp of an unknown key',
    make: (show) => forgeTimestamp(show, { keys: [stranger] }),
    code: 'signature',
    file: 'timestamp.json',
  },
  {
    name: 'a timestamp of the key of another role',
    make: (show, { keys }) => forgeTimestamp(show, { keys: [keys.snapshot] }),
    code: 'signature',
  },
  {
    name: 'a snapshot of an unknown key',
    make: (show, { keys }) => forge(show, { snapshot: { keys: [stranger] }, timestamp: { keys: [keys.timestamp] } }),
    code: 'signature',
  },
  {
    name: 'targets of an unknown key',
    make: (show, { keys }) =>
      forge(show, {
        roles: { targets: { keys: [stranger] } },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'signature',
    file: 'targets.json',
  },
  {
    name: 'a role of the key of another locality',
    make: (show, { keys }) =>
      forge(show, {
        roles: { 'loc-hcm': { keys: [keys.localities.get('dng') ?? stranger] } },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'signature',
    file: 'loc-hcm.json',
  },
  {
    name: 'a root that one of three has signed',
    make: (show, { keys }) => forgeRoot(show, 1, { keys: keys.root.slice(0, 1) }),
    code: 'signature',
    file: '2.root.json',
  },
  {
    name: 'a root that one of three has signed twice',
    make: (show, { keys }) => forgeRoot(show, 1, { keys: keys.root.slice(0, 1).flatMap((key) => [key, key]) }),
    code: 'signature',
    file: '2.root.json',
  },
  ...(['only new', 'only old'] as const).map(
    (signers): Attack => ({
      name: `a root with other keys that ${signers} ones have signed`,
      make(show, { keys }) {
        const others = [signingKey(), signingKey(), signingKey()];
        const change = (signed: Signed) => {
          for (const key of others) signed.keys[key.id] = key.publicKey;
          signed.roles.root = { keyids: others.map(({ id }) => id), threshold: 2 };
        };
        forgeRoot(show, 1, { keys: signers === 'only new' ? others : keys.root, change });
      },
      code: 'signature',
      file: '2.root.json',
    }),
  ),
  {
    name: 'a root that lists one key under two ids',
    make(show, { keys }) {
      const change = (signed: Signed) => {
        const [first] = keys.root;
        if (first === undefined) return;
        const { public: hex } = first.publicKey.keyval;
        signed.keys.double = { ...first.publicKey, keyval: { public: hex } };
        signed.roles.root?.keyids.push('double');
      };
      forgeRoot(show, 1, { keys: keys.root, change });
    },
    code: 'signature',
    file: '2.root.json',
  },
  {
    name: 'delegations that list one key under two ids',
    make: (show, { keys }) =>
      forge(show, {
        roles: {
          targets: {
            keys: [keys.targets],
            change({ delegations }) {
              const [key] = Object.values(delegations.keys);
              if (key !== undefined) delegations.keys.double = key;
            },
          },
        },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'metadata-invalid',
    file: 'targets.json',
  },
  {
    name: 'a root that leaves out a version',
    make(show, { keys }) {
      forgeRoot(show, 1, { keys: keys.root, change: (signed) => void Object.assign(signed, { version: 3 }) });
      writeMetadata(show, '2.root.json', readFileSync(join(show, 'metadata', '3.root.json')));
    },
    code: 'rollback',
    file: '2.root.json',
  },
  {
    name: 'a root without consistent snapshots',
    make: (show, { keys }) =>
      forgeRoot(show, 1, {
        keys: keys.root,
        change: (signed) => void Object.assign(signed, { consistent_snapshot: false }),
      }),
    code: 'metadata-invalid',
    file: '2.root.json',
  },
  {
    name: 'a role that one delegator vouches for and another does not',
    make(show, { keys }) {
      const [one, two] = [signingKey(), signingKey()];
      const shared = (key: SigningKey) => (signed: Signed) => {
        const role = {
          name: 'shared',
          paths: ['roster/ben-thanh.json'],
          keyids: [key.id],
          threshold: 1,
          terminating: false,
        };
        const { keys: known = {}, roles = [] } = signed.delegations ?? {};
        signed.delegations = { keys: { ...known, [key.id]: key.publicKey }, roles: [...roles, role] };
      };
      const body = { version: 1, expires: NOW + DAY, targets: new Map() };
      writeMetadata(show, '1.shared.json', metadataFile(targetsBody(body), [one]));
      forge(show, {
        roles: {
          targets: { keys: [keys.targets], change: shared(one) },
          'loc-hcm': { keys: [keys.localities.get('hcm') ?? stranger], change: shared(two) },
        },
        snapshot: {
          keys: [keys.snapshot],
          change: ({ meta }) => void Object.assign(meta, { 'shared.json': { version: 1 } }),
        },
        timestamp: { keys: [keys.timestamp] },
      });
    },
    code: 'signature',
    file: 'shared.json',
  },
  {
    name: 'the sign-in page of a captive portal as timestamp',
    make: (show) => writeMetadata(show, 'timestamp.json', page),
    code: 'not-a-repository',
    file: 'timestamp.json',
  },
  {
    name: 'the sign-in page of a captive portal as next root',
    make: (show) => writeMetadata(show, '2.root.json', page),
    code: 'not-a-repository',
    file: '2.root.json',
  },
  { name: 'an empty timestamp', make: (show) => writeMetadata(show, 'timestamp.json', ''), code: 'not-a-repository' },
  ...['null', '[]', '1', '{}', '{"signed":{},"signatures":[]}', `${'['.repeat(1e4)}${']'.repeat(1e4)}`].map(
    (json): Attack => ({
      name: `the JSON ${json.slice(0, 40)} as timestamp`,
      make: (show) => writeMetadata(show, 'timestamp.json', json),
      code: 'metadata-invalid',
    }),
  ),
  {
    name: 'a timestamp that does not say when it was issued',
    make: (show, { keys }) =>
      forgeTimestamp(show, {
        keys: [keys.timestamp],
        change: (signed) => void Reflect.deleteProperty(signed, 'issuedAt'),
      }),
    code: 'metadata-invalid',
    file: 'timestamp.json',
  },
  {
    name: 'a timestamp from the year 2099: the root does not vouch for so long',
    make: (show, { keys }) =>
      forgeTimestamp(show, {
        keys: [keys.timestamp],
        change: (signed) =>
          void Object.assign(signed, { issuedAt: '2099-01-01T00:00:00Z', expires: '2099-01-03T00:00:00Z' }),
      }),
    code: 'metadata-invalid',
    file: 'timestamp.json',
  },
  {
    name: 'versions that no number can follow',
    make: (show, { keys }) =>
      forgeTimestamp(show, {
        keys: [keys.timestamp],
        change: (signed) => void Object.assign(signed, { version: 2 ** 53 }),
      }),
    code: 'metadata-invalid',
    file: 'timestamp.json',
  },
  {
    name: 'a role with a name of its own kind',
    make: (show, { keys }) =>
      forge(show, {
        roles: {
          targets: {
            keys: [keys.targets],
            change: ({ delegations: { roles } }) =>
              void roles.push({ ...roles[0], name: 'Loc_hcm', paths: ['status/*'], keyids: [] }),
          },
        },
        snapshot: { keys: [keys.snapshot] },
        timestamp: { keys: [keys.timestamp] },
      }),
    code: 'metadata-invalid',
    file: 'targets.json',
  },
  {
    name: 'a missing timestamp',
    make: (show) => rmSync(join(show, 'metadata', 'timestamp.json')),
    code: 'not-a-repository',
  },
  {
    name: 'a missing role',
    make(show, scene) {
      scene.publish({ 'rules/hcm.json': '{"rules":"HCM"}' }, HOUR);
      cpSync(scene.repository, show, { recursive: true });
      rmSync(join(show, 'metadata', `${versions(show).hcm}.loc-hcm.json`));
    },
    code: 'incomplete',
  },
  {
    name: 'a missing target',
    make(show, scene) {
      newer(scene, show);
      rmSync(target(show, 'status/1.cwt'));
    },
    code: 'incomplete',
    file: 'status/1.cwt',
  },
];

describe.each(sources)('from %s', (kind, source) => {
  let stamp = '';
  beforeEach(() => {
    stamp = inUse().stamp;
    shown = scene.copy();
  });
  function inUse() {
    const set = scene.open();
    if (!set.ok) throw new Error(set.error.message);
    return set.value;
  }

  test.each(attacks)('$name', async ({ make, code, file, at = 2000 }) => {
    make(shown, scene, earlier);
    const from = source();
    const update = await scene.update({ source: from, now: NOW + at });
    await from.close();
    expect(update).toMatchObject({
      ok: false,
      error: file === undefined ? { code } : { code, file: expect.stringContaining(file) },
    });
    expect(inUse().stamp).toBe(stamp);
    expect(scene.served()).toEqual(KEPT);
    // Nothing of it stays in the way of the right source; a root that enough holders have signed stays, and must.
    if (kind === 'a folder' && !scene.learned().includes('2.root.json')) {
      scene.publish({ 'status/1.cwt': 'status three', 'rules/hcm.json': '{}' }, 2 * HOUR);
      expect(await scene.update({ now: NOW + 2 * HOUR })).toMatchObject({ ok: true, value: { changed: true } });
      expect(scene.served()).toEqual({ ...KEPT, 'status/1.cwt': 'status three', 'rules/hcm.json': '{}' });
    }
  });

  test('paths outside a delegation are passed over, and the right role’s file is taken', async () => {
    const evil = { length: 4, hashes: { sha256: sha256Of(Buffer.from('evil')) } };
    const change = ({ targets }: Signed) =>
      void Object.assign(targets, { 'rules/hcm.json': evil, 'keys/signers.json': evil });
    const { keys } = scene;
    const [hcm, dng] = ['hcm', 'dng'].map((locality) => keys.localities.get(locality) ?? stranger);
    forge(shown, {
      roles: {
        'loc-dng': { keys: [dng ?? stranger], change },
        'loc-hcm': {
          keys: [hcm ?? stranger],
          change: ({ targets }) => void Object.assign(targets, { 'keys/signers.json': evil }),
        },
      },
      snapshot: { keys: [keys.snapshot] },
      timestamp: { keys: [keys.timestamp] },
    });
    expect(await scene.update({ source: source() })).toMatchObject({ ok: true, value: { changed: true } });
    expect(scene.served()).toEqual(KEPT);
  });

  test('a source that begins with another root is not begun with, and says with which', async () => {
    const other = createScene();
    const update = await other.update({ rootSha256: scene.rootSha256 });
    expect(update).toMatchObject({ ok: false, error: { code: 'root-not-pinned' } });
    expect(!update.ok && update.error.message).toContain(other.rootSha256);
    expect(other.open()).toMatchObject({ ok: false, error: { code: 'trust-missing' } });
    other.remove();
  });
});
