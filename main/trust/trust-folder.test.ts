import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { type TrustFolder, writeTrustFolder } from '../../fixtures/issuer/trust-folder.ts';
import { factsOf, personalQr } from '../../fixtures/verdict/judge-input.ts';
import type { PersonId, StatusReference } from '../contract/pass.ts';
import { parseSigners } from '../pass/keyring.ts';
import shipped from '../verdict/packs/vn-hcm.json' with { type: 'json' };
import { emptyTrust, type Trust } from './trust.ts';
import { loadTrust } from './trust-folder.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const SECOND = NOW / 1000;
const statusKey = makeSigner({ alg: 'ES256', country: 'VN', formats: ['status'] });
const sealKey = makeSigner({ alg: 'EdDSA', country: 'VN', formats: ['qr1405'] });
const list = {
  signer: statusKey,
  bits: 4,
  size: 16,
  entries: new Map([1, 2, 3, 7, 12].map((value) => [value, value])),
  sub: 'https://status.example/status/5',
  iat: SECOND - 60,
  exp: SECOND + 3600,
} as const;
const people = [
  {
    ids: [
      { type: 'cccd', value: '001093029317' },
      { type: 'qid', value: '162979388586171100' },
    ],
    facts: factsOf({ doses: 1, firstDose: '2026-01-01' }),
  },
  {
    ids: [{ type: 'cmnd', value: '012345678' }],
    facts: factsOf({ doses: 2, lastDose: '2026-03-01', isolationUntil: '2026-12-01' }),
  },
] as const;
const whole: TrustFolder = {
  signers: [statusKey.entry, sealKey.entry],
  issuedAt: NOW,
  statusLists: new Map([['5', issueStatusList(list)]]),
  facts: new Map([['hcm', people]]),
};

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-trust-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function load(change: Partial<TrustFolder> = {}): Trust {
  writeTrustFolder(directory, { ...whole, ...change });
  const trust = loadTrust(directory);
  if (!trust.ok) throw new Error(trust.error.message);
  return trust.value;
}
const withList = (change: Partial<Parameters<typeof issueStatusList>[0]>) =>
  load({ statusLists: new Map([['5', issueStatusList({ ...list, ...change })]]) });

const naming = (status: StatusReference | null) => personalQr(NOW, { status });
const factsOfIds = (trust: Trust, ids: readonly PersonId[]) =>
  trust.facts({ name: 'NGUYEN VAN A', birthDate: null, ids })?.facts ?? null;

test('a whole folder', () => {
  expect(load()).toMatchObject({ issuedAt: NOW, signers: 2, notices: [] });
});

describe('status lists', () => {
  const status = (trust: Trust, index: number, name = '5', now = NOW) =>
    trust.status(naming({ list: name, index }), now);
  test('by number and by URI', () => {
    const trust = load();
    expect([0, 1, 2, 3, 7, 12].map((index) => status(trust, index))).toEqual([
      'not-withdrawn',
      'revoked',
      'suspended',
      'eligible',
      'unknown',
      'symptoms',
    ]);
    expect(status(trust, 1, list.sub)).toBe('revoked');
  });
  test('none named, list missing, index beyond it, list past its exp', () => {
    const trust = load();
    expect(trust.status(naming(null), NOW)).toBe('none');
    expect(status(trust, 0, '6')).toBe('unknown');
    expect(status(trust, 16)).toBe('unknown');
    expect(status(trust, 0, '5', NOW + 3600_000 - 1)).toBe('not-withdrawn');
    expect(status(trust, 0, '5', NOW + 3600_000)).toBe('unknown');
  });
  test('a list expires with the key that signed it', () => {
    const mortal = makeSigner({ alg: 'ES256', formats: ['status'], notAfter: new Date(NOW).toISOString() });
    const trust = load({
      signers: [mortal.entry],
      statusLists: new Map([['5', issueStatusList({ ...list, signer: mortal })]]),
    });
    expect(status(trust, 0, '5', NOW - 1)).toBe('not-withdrawn');
    expect(status(trust, 0)).toBe('unknown');
  });
  test.each<[string, Partial<Parameters<typeof issueStatusList>[0]>]>([
    ['signed by a key that may only sign seals', { signer: sealKey }],
    ['signed by a stranger', { signer: makeSigner({ alg: 'ES256', formats: ['status'] }) }],
    ['signed by a stranger under our kid', { signer: makeSigner({ alg: 'ES256', kid: statusKey.kid }) }],
    ['of another number', { sub: 'https://status.example/status/6' }],
  ])('%s: left out and noted', (_, change) => {
    const trust = withList(change);
    expect(status(trust, 0)).toBe('unknown');
    expect(trust.notices).toMatchObject([{ code: 'file-invalid', file: 'status/5.cwt' }]);
  });
  test('a broken list takes nothing else with it', () => {
    const trust = load({ statusLists: new Map([...(whole.statusLists ?? []), ['7', Buffer.from('junk')]]) });
    expect(status(trust, 1)).toBe('revoked');
    expect(trust.notices).toMatchObject([{ file: 'status/7.cwt' }]);
  });
});

describe('facts', () => {
  test('by any identifier, written with spaces or not', () => {
    const trust = load();
    expect(factsOfIds(trust, [{ type: 'qid', value: '162979388586171100' }])).toMatchObject({ doses: 1 });
    expect(factsOfIds(trust, [{ type: 'cccd', value: '001 093 029 317' }])).toMatchObject({ doses: 1 });
  });
  test('not by a number of another kind, nor by telephone', () => {
    const trust = load();
    expect(factsOfIds(trust, [{ type: 'document', value: '001093029317' }])).toBeNull();
    expect(factsOfIds(trust, [{ type: 'phone', value: '001093029317' }])).toBeNull();
    expect(factsOfIds(trust, [])).toBeNull();
  });
  test('two records of one person: doses add up, the worst counts', () => {
    const ids = [
      { type: 'cccd', value: '001093029317' },
      { type: 'cmnd', value: '012345678' },
    ] as const;
    const merged = factsOf({ doses: 2, firstDose: '2026-01-01', lastDose: '2026-03-01', isolationUntil: '2026-12-01' });
    expect(factsOfIds(load(), ids)).toEqual(merged);
    expect(factsOfIds(load(), [...ids].reverse())).toEqual(merged);
  });
  test('the file names nobody', () => {
    load();
    const written = JSON.stringify(loadTrust(directory));
    expect(written).not.toContain('001093029317');
  });
});

describe('rule packs', () => {
  test('those that ship are found by locality and by id', () => {
    expect(load().pack('hcm')?.id).toBe('vn-hcm');
    expect(load().pack('vn-hcm')?.locality).toBe('hcm');
    expect(load().pack('atlantis')).toBeNull();
  });
  test('the trust’s own pack wins', () => {
    const trust = load({ rules: new Map([['hcm', { ...shipped, version: '2.0.0' }]]) });
    expect(trust.pack('hcm')?.version).toBe('2.0.0');
    expect(trust.pack('vn-hcm')?.version).toBe('2.0.0');
  });
});

describe('a folder that cannot be used says which file', () => {
  test('no folder', () => {
    expect(loadTrust(join(directory, 'absent'))).toMatchObject({ ok: false, error: { code: 'trust-missing' } });
  });
  test('a file where the folder should be', () => {
    writeFileSync(join(directory, 'file'), '');
    for (const path of ['file', 'file/trust']) {
      expect(loadTrust(join(directory, path))).toMatchObject({ ok: false, error: { code: 'trust-missing' } });
    }
  });
  test('a folder that cannot be looked up', () => {
    expect(loadTrust(join(directory, 'x'.repeat(300)))).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable' },
    });
  });
  test('a file where a part should be a folder', () => {
    load();
    rmSync(join(directory, 'status'), { recursive: true });
    writeFileSync(join(directory, 'status'), '');
    expect(loadTrust(directory)).toMatchObject({ ok: false, error: { code: 'file-unreadable', file: 'status' } });
  });
  test('no keys', () => {
    expect(loadTrust(directory)).toMatchObject({ error: { code: 'file-missing', file: 'keys/signers.json' } });
  });
  test.each([
    ['keys/signers.json', '{"no": "list"}'],
    ['keys/signers.json', '[{'],
    ['timestamp.json', '{}'],
    ['timestamp.json', '\ufeff{"signed"'],
    ['facts/hcm.json', '{"version":1,"hmacKey":"AAAA","people":[]}'],
    [
      'facts/hcm.json',
      '{"version":1,"hmacKey":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","people":[{"ids":["00"],"facts":{}}]}',
    ],
    ['rules/hcm.json', '{}'],
    ['rules/dng.json', JSON.stringify(shipped)],
  ])('%s with %s', (file, text) => {
    writeTrustFolder(directory, { ...whole, rules: new Map([['hcm', shipped]]) });
    writeFileSync(join(directory, file), text);
    const trust = loadTrust(directory);
    expect(trust).toMatchObject({ ok: false, error: { code: 'file-invalid', file } });
    expect(!trust.ok && trust.error.message).toContain(file);
  });
  test('a file that is not UTF-8', () => {
    load();
    writeFileSync(
      join(directory, 'timestamp.json'),
      Buffer.from('{"signed":{"_type":"timestamp","issuedAt":"2026-11-22T03:00:00Z","by":"\xff"}}', 'latin1'),
    );
    expect(loadTrust(directory)).toMatchObject({ error: { code: 'file-invalid', file: 'timestamp.json' } });
  });
  test('a file that is too large is not read', () => {
    load();
    writeFileSync(join(directory, 'timestamp.json'), Buffer.alloc(70_000, 0x20));
    expect(loadTrust(directory)).toMatchObject({ error: { code: 'file-too-large', file: 'timestamp.json' } });
  });
  test('an id of two people', () => {
    const both = [people[0], { ...people[1], ids: people[0].ids }];
    writeTrustFolder(directory, { ...whole, facts: new Map([['hcm', both]]) });
    expect(loadTrust(directory)).toMatchObject({ error: { file: 'facts/hcm.json' } });
  });
});

test('a signer entry that gives no key is noted, the others count', () => {
  const trust = load({ signers: [statusKey.entry, { ...sealKey.entry, publicKey: 'AAAA' }] });
  expect(trust.signers).toBe(1);
  expect(trust.notices).toMatchObject([{ file: 'keys/signers.json' }]);
});

test('without a timestamp the age is unknown', () => {
  expect(load({ issuedAt: null }).issuedAt).toBeNull();
});

test('signers may be added, also to no trust at all', () => {
  const added = parseSigners([sealKey.entry]);
  if (!added.ok) throw new Error(added.error);
  const alone = emptyTrust().withSigners(added.value.keys);
  expect(alone).toMatchObject({ signers: 1, issuedAt: null });
  expect(alone.keyring.find(sealKey.kid, 'qr1405')).toHaveLength(1);
  expect(alone.pack('hcm')?.id).toBe('vn-hcm');
  const trust = load({ signers: [statusKey.entry] }).withSigners(added.value.keys);
  expect(trust.keyring.find(sealKey.kid, 'qr1405')).toHaveLength(1);
  expect(trust.status(naming({ list: '5', index: 1 }), NOW)).toBe('revoked');
});
