import type { KnownPerson } from '../../fixtures/issuer/facts.ts';
import type { placesFile } from '../../fixtures/issuer/places.ts';
import type { RevocationContent } from '../../fixtures/issuer/revocation.ts';
import type { RosterContent } from '../../fixtures/issuer/roster.ts';
import { factsOf } from '../../fixtures/verdict/judge-input.ts';

/** What the lists of the fuzzed trust say; its people are those whom the issuer's sample passes name. */

export const LOCALITY = 'hcm';
/** When all of it was issued, in seconds since the epoch. */
export const SECOND = 1_790_000_000;

export const PEOPLE: readonly KnownPerson[] = [
  {
    ids: [
      { type: 'cccd', value: '001093029317' },
      { type: 'qid', value: '162979388586171100' },
    ],
    name: 'NGUYEN VAN A',
    birthDate: '1987-01-18',
    facts: factsOf({
      product: 'EU/1/20/1528',
      doses: 2,
      firstDose: '2026-01-01',
      lastDose: '2026-02-01',
      lastTest: { type: 'pcr', result: 'negative', sampledAt: '2026-11-01T00:00:00Z' },
      declaration: { result: 'normal', at: '2026-11-20T00:00:00Z' },
      sealed: true,
      unit: '79',
      lastSeen: { at: '2026-11-20T01:00:00Z', site: 'Chợ Bến Thành', position: { lat: 10.77, lon: 106.69 } },
    }),
  },
  {
    ids: [{ type: 'cmnd', value: '012345678' }],
    facts: factsOf({ recoveredOn: '2026-06-01', isolationUntil: '2026-12-01' }),
  },
];

function hashes(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => new Uint8Array(16).fill((at * 37) % 256));
}

export const PLACES: Parameters<typeof placesFile>[0] = {
  version: 1,
  locality: LOCALITY,
  validFrom: '2026-11-01T00:00:00+07:00',
  validTo: '2026-12-01T00:00:00+07:00',
  units: [
    { code: '79', name: 'Thành phố Hồ Chí Minh' },
    { code: '760', name: 'Quận 1', parents: ['79'], epidemic: true },
    { code: '26734', name: 'Phường Bến Nghé', parents: ['760', '79'] },
  ],
};

export const ROSTER: RosterContent = {
  site: 'nha-may-1',
  shifts: [
    { name: 'Ca ngày', from: '06:00', to: '14:00', weekdays: [1, 2, 3, 4, 5, 6], quota: 120 },
    { name: 'Ca đêm', from: '22:00', to: '06:00', weekdays: [1, 2, 3, 4, 5], quota: null },
  ],
  workers: [
    {
      ids: PEOPLE[0]?.ids ?? [],
      unit: 'Tổ 1',
      shifts: ['Ca ngày', 'Ca đêm'],
      validFrom: '2026-11-01',
      validTo: '2026-12-31',
    },
    { ids: PEOPLE[1]?.ids ?? [], unit: 'Bảo vệ', shifts: null, validFrom: '2026-01-01', validTo: '2026-12-31' },
  ],
};

export const REVOKED: Omit<RevocationContent, 'country'> = {
  issuedAt: SECOND,
  nextUpdate: SECOND + 3600,
  expiresAt: SECOND + 100 * 86_400,
  hashes: { uci: hashes(3), signature: hashes(40) },
};
