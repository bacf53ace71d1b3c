import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encryptedFacts } from '../../fixtures/issuer/facts.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { placesFile } from '../../fixtures/issuer/places.ts';
import { revocationFile } from '../../fixtures/issuer/revocation.ts';
import { rosterFile } from '../../fixtures/issuer/roster.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import {
  certificate,
  DAY,
  factsOf,
  personalQr,
  recovery,
  shippedPack,
  unsignedQr,
  vaccination,
} from '../../fixtures/verdict/judge-input.ts';
import type { Pass, PersonId } from '../contract/pass.ts';
import { TRUST_LISTS } from '../contract/verdict.ts';
import { answerPass } from '../station/answer.ts';
import { loadTrust } from './load-trust.ts';
import { revocationHash } from './revocation-hash.ts';
import { SIGNERS } from './targets.ts';
import type { Trust } from './trust.ts';

/** Absence of data is never green: what a station would say if any of its lists were not there. */

const NOW = Date.parse('2026-11-22T03:00:00Z');
const SECOND = NOW / 1000;
const identity = await generateX25519Identity();
const statusKey = makeSigner({ alg: 'ES256', formats: ['status'] });
const value = (n: number) => `07908790000${n}`;
const cccd = (n: number): PersonId => ({ type: 'cccd', value: value(n) });
const uvci = (n: number): PersonId => ({ type: 'uvci', value: `URN:UVCI:01:VN:${n}` });
const day = (days: number) => new Date(NOW + days * DAY).toISOString().slice(0, 10);

const PEOPLE = [
  factsOf({ doses: 2, product: 'EU/1/20/1528', firstDose: day(-90), lastDose: day(-60) }),
  factsOf({ doses: 2, product: 'EU/1/20/1528', firstDose: day(-90), lastDose: day(-60), isolationUntil: day(3) }),
  factsOf({ declaration: { result: 'symptoms', at: new Date(NOW - DAY).toISOString() } }),
  factsOf({ sealed: true, doses: 2, firstDose: day(-90), lastDose: day(-60) }),
  factsOf({ unit: '48', doses: 2, firstDose: day(-90), lastDose: day(-60) }),
  factsOf({ unit: '79', recoveredOn: day(-30) }),
].map((facts, n) => ({ ids: [cccd(n), uvci(n)], facts, name: 'NGUYEN VAN A', birthDate: '1987' }));

const revoked = { issuedAt: SECOND - 60, nextUpdate: SECOND + 60, expiresAt: SECOND + 600 };
const list = (country: string, ...people: number[]) =>
  revocationFile({ country, ...revoked, hashes: { uci: people.map((n) => revocationHash(uvci(n).value)) } });
const FILES: Record<string, Uint8Array> = {
  'facts/hcm.age': await encryptedFacts({ locality: 'hcm', people: PEOPLE }, [await identityToRecipient(identity)]),
  'revocation/vn.bin': list('VN', 0, 5),
  'revocation/la.bin': list('LA', 4),
  'status/5.cwt': issueStatusList({
    signer: statusKey,
    bits: 4,
    size: 16,
    entries: new Map([1, 2, 3, 12, 13, 14, 15].map((entry) => [entry, entry])),
    sub: 'https://status.example/status/5',
    iat: SECOND - 60,
  }),
  'places/hcm.json': placesFile({
    version: 1,
    locality: 'hcm',
    validFrom: '2026-11-01T00:00:00Z',
    validTo: '2026-12-01T00:00:00Z',
    units: [
      { code: '48', name: 'Đà Nẵng', epidemic: true },
      { code: '79', name: 'Hồ Chí Minh' },
    ],
  }),
  'roster/cho.json': rosterFile({
    site: 'cho',
    shifts: [],
    workers: [0, 1, 3, 4, 5].map((n) => ({
      ids: [cccd(n), uvci(n)],
      unit: '',
      shifts: null,
      validFrom: day(-9),
      validTo: day(9),
    })),
  }),
};
const NAMES = Object.keys(FILES);

const loaded = new Map<string, Promise<Trust>>();
function trustWith(names: readonly string[]): Promise<Trust> {
  const known = loaded.get(names.join());
  if (known !== undefined) return known;
  const all: Record<string, Uint8Array> = { ...FILES, [SIGNERS]: Buffer.from(JSON.stringify([statusKey.entry])) };
  const files = { issuedAt: NOW, names: [SIGNERS, ...names], read: (name: string) => all[name] ?? new Uint8Array() };
  const trust = loadTrust(files, { identity }).then((result) => {
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  });
  loaded.set(names.join(), trust);
  return trust;
}

const person = fc.record({
  name: fc.constantFrom('Nguyễn Văn A', 'TRAN THI B'),
  birthDate: fc.constantFrom('1987-01-18', null),
  ids: fc.nat(PEOPLE.length).map((n) => [cccd(n), uvci(n)]),
});
const status = fc.option(fc.record({ list: fc.constant('5'), index: fc.nat(16) }), { freq: 2 });
const issuer = fc.constantFrom('VN', 'LA', null);
const events = fc.constantFrom([], [vaccination(day(-30))], [vaccination(day(-3))], [recovery(day(-30))]);
const pass: fc.Arbitrary<Pass> = fc
  .tuple(person, status, issuer, events, fc.constantFrom('hc1', 'sealed', 'unsigned'))
  .map(([who, reference, country, shown, kind]) => {
    const change = { person: who, status: reference };
    if (kind === 'sealed') return personalQr(NOW, change);
    return kind === 'unsigned'
      ? { ...unsignedQr(NOW), person: who }
      : certificate(NOW, shown, { ...change, issuer: country });
  });
const pack = fc.constantFrom('refuse' as const, 'identity-only' as const).chain((unsigned) =>
  fc.constantFrom(...['vn-hcm', 'vn-dng', 'vn-factory'].map(shippedPack)).map((base) => ({
    ...base,
    unsigned,
    requires: [...TRUST_LISTS],
  })),
);

async function colourWith(names: readonly string[], shown: Pass, rules: ReturnType<typeof shippedPack>) {
  const { verdict } = answerPass(shown, {
    trust: await trustWith(names),
    pack: rules,
    now: NOW,
    clock: 'ok',
    trustAge: { state: 'fresh', ageHours: 0, issuedAt: NOW },
    seen: () => null,
    unit: null,
    othersAdmittedSince: () => 0,
  });
  return verdict.colour;
}

test('taking a list away turns nobody green whom it held back, where the pack requires lists', async () => {
  let green = 0;
  await fc.assert(
    fc.asyncProperty(pass, pack, fc.subarray(NAMES, { maxLength: 2 }), async (shown, rules, gone) => {
      const before = await colourWith(NAMES, shown, rules);
      const after = await colourWith(
        NAMES.filter((name) => !gone.includes(name)),
        shown,
        rules,
      );
      if (before === 'green') green += 1;
      if (after === 'green') expect(before).toBe('green');
    }),
    { numRuns: 3000 },
  );
  // with all lists there somebody is green, or this would show nothing
  expect(green).toBeGreaterThan(50);
});

test('a status list counts whatever the pack requires', async () => {
  const without = NAMES.filter((name) => name !== 'status/5.cwt');
  await fc.assert(
    fc.asyncProperty(pass, pack, async (shown, rules) => {
      if (shown.status === null) return;
      expect(await colourWith(without, shown, { ...rules, requires: [] })).toBe('abnormal');
    }),
  );
});
