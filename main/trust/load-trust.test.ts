import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, test } from 'vitest';
import { encryptedFacts } from '../../fixtures/issuer/facts.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { placesFile } from '../../fixtures/issuer/places.ts';
import { revocationFile } from '../../fixtures/issuer/revocation.ts';
import { rosterFile } from '../../fixtures/issuer/roster.ts';
import { signedPackFile } from '../../fixtures/issuer/signed-pack.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { certificate, factsOf, personalQr } from '../../fixtures/verdict/judge-input.ts';
import type { PersonId, StatusReference } from '../contract/pass.ts';
import { parseSigners } from '../pass/keyring.ts';
import shipped from '../verdict/packs/vn-hcm.json' with { type: 'json' };
import { loadTrust } from './load-trust.ts';
import type { PlacesContent } from './places-file.ts';
import { TrustFileError } from './problem.ts';
import { revocationHash } from './revocation-hash.ts';
import { emptyTrust, type Trust } from './trust.ts';
import type { TrustFiles } from './trust-files.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const SECOND = NOW / 1000;
const HOUR = 3_600_000;
const ZONE = 'Asia/Ho_Chi_Minh';
const identity = await generateX25519Identity();
const statusKey = makeSigner({ alg: 'ES256', country: 'VN', formats: ['status'] });
const sealKey = makeSigner({ alg: 'EdDSA', country: 'VN', formats: ['qr1405'] });
const rulesKey = makeSigner({ alg: 'ES256', country: 'VN', formats: ['rules'] });
const list = {
  signer: statusKey,
  bits: 4,
  size: 16,
  entries: new Map([1, 2, 3, 7, 12].map((value) => [value, value])),
  sub: 'https://status.example/status/5',
  iat: SECOND - 60,
  exp: SECOND + 3600,
  ttl: 1800,
} as const;
const people = [
  {
    ids: [
      { type: 'cccd', value: '001093029317' },
      { type: 'qid', value: '162979388586171100' },
    ],
    facts: factsOf({ doses: 1, firstDose: '2026-01-01' }),
    name: 'NGUYEN VAN A',
    birthDate: '1987-01-18',
  },
  {
    ids: [{ type: 'cmnd', value: '012345678' }],
    facts: factsOf({ doses: 2, lastDose: '2026-03-01', isolationUntil: '2026-12-01' }),
  },
] as const;
const revocation = { country: 'VN', issuedAt: SECOND - 60, nextUpdate: SECOND + 600, expiresAt: SECOND + 3600 };
const roster = {
  site: 'nha-may',
  shifts: [{ name: 'Ca sáng', from: '06:00', to: '14:00', weekdays: [7], quota: 2 }],
  workers: [{ ids: people[0].ids, unit: 'Tổ 1', shifts: ['Ca sáng'], validFrom: '2026-11-01', validTo: '2026-11-30' }],
};
const places: PlacesContent = {
  version: 1,
  locality: 'hcm',
  validFrom: '2026-11-20T00:00:00+07:00',
  validTo: '2026-11-30T00:00:00+07:00',
  units: [{ code: '79', name: 'Thành phố Hồ Chí Minh', epidemic: true }],
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const recipients = [await identityToRecipient(identity)];
const factsElsewhere = await encryptedFacts({ locality: 'dng', people: [] }, recipients);
const whole: Record<string, Uint8Array> = {
  'keys/signers.json': json([statusKey.entry, sealKey.entry, rulesKey.entry]),
  'status/5.cwt': issueStatusList(list),
  'facts/hcm.age': await encryptedFacts({ locality: 'hcm', people }, recipients),
  'revocation/vn.bin': revocationFile({ ...revocation, hashes: { uci: [revocationHash('URN:UVCI:01:VN:1')] } }),
  'places/hcm.json': placesFile(places),
  'roster/nha-may.json': rosterFile(roster),
  'rules/hcm.json': signedPackFile(rulesKey, { ...shipped, version: '9.0.0' }),
};

function files(change: Record<string, Uint8Array | null> = {}): TrustFiles {
  const targets = new Map(Object.entries({ ...whole, ...change }).filter(([, bytes]) => bytes !== null));
  return {
    issuedAt: NOW,
    names: [...targets.keys()].sort(),
    read: (name) => targets.get(name) ?? new Uint8Array(),
  };
}
async function load(change: Record<string, Uint8Array | null> = {}): Promise<Trust> {
  const trust = await loadTrust(files(change), { identity });
  if (!trust.ok) throw new Error(trust.error.message);
  return trust.value;
}
const withList = (change: Partial<Parameters<typeof issueStatusList>[0]>) =>
  load({ 'status/5.cwt': issueStatusList({ ...list, ...change }) });
const naming = (status: StatusReference | null) => personalQr(NOW, { status });
const person = (...ids: readonly PersonId[]) => ({ name: 'Nguyễn Văn A', birthDate: '1987', ids });

test('a whole set', async () => {
  const trust = await load();
  expect(trust).toMatchObject({ issuedAt: NOW, signers: 3, notices: [] });
  expect([...trust.lists].sort()).toEqual(['facts', 'places', 'revocation', 'roster']);
});

test('names that are not ours are not read', async () => {
  const stranger = new TrustFileError({ code: 'target-changed', file: 'x', message: 'x' });
  const { names, ...rest } = files();
  const read = (name: string) => {
    if (name.startsWith('other') || name.includes('..')) throw stranger;
    return rest.read(name);
  };
  const more = [...names, 'other/1.bin', 'status/../keys.cwt', 'status/01.cwt', 'facts/hcm.json', 'revocation/vnm.bin'];
  expect((await loadTrust({ ...rest, names: more, read }, { identity })).ok).toBe(true);
});

describe('status lists', () => {
  const status = (trust: Trust, index: number, name = '5', now = NOW) =>
    trust.status(naming({ list: name, index }), now);
  test('by number and by URI', async () => {
    const trust = await load();
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
  test('none named, list missing, index beyond it, list past its exp', async () => {
    const trust = await load();
    expect(trust.status(naming(null), NOW)).toBe('none');
    expect(status(trust, 0, '6')).toBe('unknown');
    expect(status(trust, 16)).toBe('unknown');
    expect(status(trust, 0, '5', NOW + HOUR - 1)).toBe('not-withdrawn');
    expect(status(trust, 0, '5', NOW + HOUR)).toBe('unknown');
  });
  test('a list expires with the key that signed it', async () => {
    const mortal = makeSigner({ alg: 'ES256', formats: ['status'], notAfter: new Date(NOW).toISOString() });
    const trust = await load({
      'keys/signers.json': json([mortal.entry, rulesKey.entry]),
      'status/5.cwt': issueStatusList({ ...list, signer: mortal }),
    });
    expect(status(trust, 0, '5', NOW - 1)).toBe('not-withdrawn');
    expect(status(trust, 0)).toBe('unknown');
  });
  test.each<[string, Partial<Parameters<typeof issueStatusList>[0]>]>([
    ['signed by a key that may only sign seals', { signer: sealKey }],
    ['signed by a stranger', { signer: makeSigner({ alg: 'ES256', formats: ['status'] }) }],
    ['signed by a stranger under our kid', { signer: makeSigner({ alg: 'ES256', kid: statusKey.kid }) }],
    ['of another number', { sub: 'https://status.example/status/6' }],
  ])('%s: left out and noted', async (_, change) => {
    const trust = await withList(change);
    expect(status(trust, 0)).toBe('unknown');
    expect(trust.notices).toMatchObject([{ code: 'file-invalid', file: 'status/5.cwt' }]);
  });
  test('a broken list takes nothing else with it', async () => {
    const trust = await load({ 'status/7.cwt': Buffer.from('junk') });
    expect(status(trust, 1)).toBe('revoked');
    expect(trust.notices).toMatchObject([{ file: 'status/7.cwt' }]);
  });
});

describe('facts', () => {
  test('by any identifier, with those that led there and whether the name is theirs', async () => {
    const trust = await load();
    const [cccd, qid] = people[0].ids;
    expect(trust.facts(person(cccd))).toMatchObject({ facts: { doses: 1 }, matched: ['cccd'], name: 'same' });
    expect(trust.facts(person(cccd, qid))).toMatchObject({ matched: ['qid', 'cccd'] });
    expect(trust.facts({ ...person(cccd), name: 'TRAN THI B' })).toMatchObject({ name: 'other' });
  });
  test('not by a number of another kind, nor by telephone', async () => {
    const trust = await load();
    expect(trust.facts(person({ type: 'document', value: '001093029317' }))).toBeNull();
    expect(trust.facts(person({ type: 'phone', value: '001093029317' }))).toBeNull();
    expect(trust.facts(person())).toBeNull();
  });
  test('two records of one person: doses add up, the worst counts', async () => {
    const trust = await load();
    const ids = [...people[1].ids, people[0].ids[0]];
    const facts = factsOf({ doses: 2, firstDose: '2026-01-01', lastDose: '2026-03-01', isolationUntil: '2026-12-01' });
    expect(trust.facts(person(...ids))).toMatchObject({ facts, matched: ['cccd', 'cmnd'], name: 'same' });
    expect(trust.facts(person(...ids.reverse()))).toMatchObject({ facts, matched: ['cccd', 'cmnd'], name: 'same' });
  });
});

describe('revocations', () => {
  const revoked = certificate(NOW, []);
  const other = certificate(NOW, [], { person: person({ type: 'uvci', value: 'URN:UVCI:01:VN:2' }) });
  test('a revoked certificate, another one, and the list past its time', async () => {
    const trust = await load();
    expect(trust.status(revoked, NOW)).toBe('revoked');
    expect(trust.status(other, NOW)).toBe('none');
    expect(trust.status(other, NOW + HOUR)).toBe('unknown');
  });
  test.each([
    ['that cannot be read', Buffer.from('junk')],
    ['of another country', revocationFile({ ...revocation, country: 'LA', hashes: {} })],
  ])('a list %s leaves its country unknown and the others as they are', async (_, bytes) => {
    const trust = await load({ 'revocation/vn.bin': bytes });
    expect(trust.notices).toMatchObject([{ code: 'file-invalid', file: 'revocation/vn.bin' }]);
    expect(trust.status(other, NOW)).toBe('unknown');
    expect(trust.status(certificate(NOW, [], { issuer: 'LA', signer: null }), NOW)).toBe('none');
  });
  test('of a status list and a revocation list the worse counts', async () => {
    const trust = await load();
    expect(trust.status({ ...revoked, status: { list: '5', index: 3 } }, NOW)).toBe('revoked');
    expect(trust.status({ ...revoked, status: { list: '5', index: 12 } }, NOW)).toBe('symptoms');
    expect(trust.status({ ...other, status: { list: '5', index: 3 } }, NOW)).toBe('eligible');
  });
});

describe('which lists speak of a pass', () => {
  test('the revocations of its own country; places only while they are in force', async () => {
    const trust = await load();
    const foreign = certificate(NOW, [], { issuer: 'LA', signer: null });
    expect(trust.listsFor(certificate(NOW, []), NOW).has('revocation')).toBe(true);
    expect(trust.listsFor(foreign, NOW).has('revocation')).toBe(false);
    expect(trust.listsFor(foreign, NOW).has('places')).toBe(true);
    expect(trust.listsFor(foreign, Date.parse(places.validTo)).has('places')).toBe(false);
    expect(trust.listsFor(foreign, Date.parse(places.validFrom) - 1).has('places')).toBe(false);
  });
  test.each([
    ['facts/hcm.age', 'facts'],
    ['places/hcm.json', 'places'],
    ['roster/nha-may.json', 'roster'],
    ['revocation/vn.bin', 'revocation'],
  ] as const)('without %s there is no %s', async (file, name) => {
    const trust = await load({ [file]: null });
    expect(trust.lists.has(name)).toBe(false);
    expect(trust.listsFor(certificate(NOW, []), NOW).has(name)).toBe(false);
  });
});

test('where somebody comes from is known while the places are in force', async () => {
  const trust = await load();
  expect(trust.origin('79', NOW)).toBe('epidemic-area');
  expect(trust.origin(null, NOW)).toBe('unknown');
  expect(trust.origin('79', Date.parse(places.validTo))).toBe('unknown');
  expect(trust.epidemicUnits('ho chi')).toEqual([{ code: '79', name: 'Thành phố Hồ Chí Minh' }]);
  expect((await load({ 'places/hcm.json': null })).origin('79', NOW)).toBe('unknown');
});

test('the roster of the site', async () => {
  const [cccd] = people[0].ids;
  const trust = await load();
  const shift = { name: 'Ca sáng', startedAt: Date.parse('2026-11-22T06:00:00+07:00'), quota: 2 };
  expect(trust.roster(person(cccd), NOW, ZONE)).toEqual({ finding: 'listed', shift });
  expect(trust.roster(person(), NOW, ZONE)).toEqual({ finding: 'not-listed', shift: null });
  const without = await load({ 'roster/nha-may.json': null });
  expect(without.roster(person(cccd), NOW, ZONE)).toEqual({ finding: 'no-roster', shift: null });
});

describe('rule packs', () => {
  test('those that ship are found by locality and by id', async () => {
    const trust = await load({ 'rules/hcm.json': null });
    expect(trust.pack('hcm')?.id).toBe('vn-hcm');
    expect(trust.pack('vn-hcm')?.locality).toBe('hcm');
    expect(trust.pack('atlantis')).toBeNull();
  });
  test('the trust’s own pack wins', async () => {
    const trust = await load();
    expect(trust.pack('hcm')?.version).toBe('9.0.0');
    expect(trust.pack('vn-hcm')?.version).toBe('9.0.0');
  });
});

test('lists tell when they are due for a newer copy, and when they are past their time', async () => {
  const trust = await load();
  const codes = (now: number) => trust.overdue(now).map(({ code, file }) => `${code} ${file}`);
  expect(codes(NOW)).toEqual([]);
  expect(codes(NOW + 600_000)).toEqual(['list-due revocation/vn.bin']);
  expect(codes(NOW + 1_740_000)).toEqual(['list-due status/5.cwt', 'list-due revocation/vn.bin']);
  expect(codes(NOW + HOUR)).toEqual(['list-expired status/5.cwt', 'list-expired revocation/vn.bin']);
  expect(codes(Date.parse(places.validTo))).toContain('list-expired places/hcm.json');
});

describe('a set that cannot be used says which file', () => {
  test.each<[string, string, Uint8Array | null]>([
    ['no keys', 'keys/signers.json', null],
    ['keys that are no list', 'keys/signers.json', json({ no: 'list' })],
    ['keys that are no JSON', 'keys/signers.json', Buffer.from('[{')],
    ['keys that are no UTF-8', 'keys/signers.json', Buffer.from('["\xff"]', 'latin1')],
    ['facts that are no age file', 'facts/hcm.age', json({})],
    ['facts of another locality', 'facts/hcm.age', factsElsewhere],
    ['places that are none', 'places/hcm.json', json({ ...places, units: 'all' })],
    ['places of another locality', 'places/hcm.json', placesFile({ ...places, locality: 'dng' })],
    ['a roster that is none', 'roster/nha-may.json', json({})],
    ['a roster of another site', 'roster/nha-may.json', rosterFile({ ...roster, site: 'cho' })],
    ['a rule pack that nobody signed', 'rules/hcm.json', json(shipped)],
    ['a rule pack of another locality', 'rules/hcm.json', signedPackFile(rulesKey, { ...shipped, locality: 'dng' })],
    ['places of a second locality', 'places/dng.json', placesFile({ ...places, locality: 'dng' })],
  ])('%s', async (_, file, bytes) => {
    const trust = await loadTrust(files({ [file]: bytes }), { identity });
    expect(trust).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^file-(invalid|missing)$/) } });
    expect(trust).toMatchObject({ error: { message: expect.stringContaining(file.split('/')[0] ?? '') } });
  });
  test('facts that are not for this station: the whole trust, not only the facts', async () => {
    const stranger = await generateX25519Identity();
    for (const own of [stranger, null]) {
      const trust = await loadTrust(files(), { identity: own });
      expect(trust).toMatchObject({ ok: false, error: { code: 'file-locked', file: 'facts/hcm.age' } });
    }
  });
  test('a disk that fails, and a file that is not the signed one', async () => {
    const broken = (error: Error): TrustFiles => ({
      ...files(),
      read: () => {
        throw error;
      },
    });
    const failing = Object.assign(new Error('read'), { code: 'EIO' });
    expect(await loadTrust(broken(failing), { identity })).toMatchObject({
      error: { code: 'file-unreadable', message: expect.stringContaining('EIO') },
    });
    const changed = { code: 'target-changed', file: 'keys/signers.json', message: 'it was changed' } as const;
    expect(await loadTrust(broken(new TrustFileError(changed)), { identity })).toEqual({ ok: false, error: changed });
  });
  test('a file that is too large', async () => {
    const trust = await loadTrust(files({ 'rules/hcm.json': Buffer.alloc((4 << 20) + 1, 0x20) }), { identity });
    expect(trust).toMatchObject({ error: { code: 'file-too-large', file: 'rules/hcm.json' } });
  });
});

test('a signer entry that gives no key is noted, the others count', async () => {
  const trust = await load({
    'keys/signers.json': json([statusKey.entry, rulesKey.entry, { ...sealKey.entry, publicKey: 'AAAA' }]),
  });
  expect(trust.signers).toBe(2);
  expect(trust.notices).toMatchObject([{ file: 'keys/signers.json' }]);
});

test('signers may be added, also to no trust at all', async () => {
  const added = parseSigners([sealKey.entry]);
  if (!added.ok) throw new Error(added.error);
  const alone = emptyTrust().withSigners(added.value.keys);
  expect(alone).toMatchObject({ signers: 1, issuedAt: null });
  expect(alone.keyring.find(sealKey.kid, 'qr1405')).toHaveLength(1);
  expect(alone.pack('hcm')?.id).toBe('vn-hcm');
  const without = await load({ 'keys/signers.json': json([statusKey.entry, rulesKey.entry]) });
  const trust = without.withSigners(added.value.keys);
  expect(trust.keyring.find(sealKey.kid, 'qr1405')).toHaveLength(1);
  expect(trust.status(naming({ list: '5', index: 1 }), NOW)).toBe('revoked');
});
