import type { ShownOverride, ShownVerdict, StationView } from '../main/contract/messages.ts';
import type { ShownScanAgain } from './face.ts';

/** Messages as the station sends them, of nobody in particular: for the warm-up and for tests. */

const UUID = '01890a5d-ac96-774b-bcce-b302099a8057';
const FRESH = { state: 'fresh', ageHours: 3, issuedAt: 0 } as const;
const PERSON = {
  name: 'Nguyễn Thị Thu',
  birthDate: '**/**/1985',
  ids: [{ type: 'cccd' as const, value: '******018821' }],
};

export function station(changes: Partial<StationView> = {}): StationView {
  return {
    type: 'station',
    site: { name: 'Siêu thị Bến Thành', officer: { name: 'Nguyễn Văn An', phone: '0903 123 456' } },
    languages: ['vi', 'en'],
    sounds: true,
    retentionDays: 21,
    lanes: [{ name: 'A', direction: 'in', scanners: [], turnstile: null }],
    upload: { configured: true, waiting: 0, parked: 0, lastAt: null, online: true },
    trust: FRESH,
    clock: 'ok',
    today: { green: 0, black: 0, abnormal: 0, scanAgain: 0 },
    outage: null,
    tray: [],
    ...changes,
  };
}

export function verdict(changes: Partial<ShownVerdict> = {}): ShownVerdict {
  return {
    type: 'verdict',
    lane: 'A',
    direction: 'in',
    uuid: UUID,
    seq: 1,
    colour: 'green',
    reasons: ['vaccinated'],
    format: 'hc1',
    signature: 'valid',
    person: PERSON,
    events: [{ kind: 'vaccination', product: 'EU/1/20/1528', dose: 2, of: 2, date: '2021-09-18' }],
    word: null,
    pack: { id: 'vn-hcm', version: '1.0.0', vi: 'TP. Hồ Chí Minh', en: 'Ho Chi Minh City' },
    trust: FRESH,
    rule: 'vaccinated',
    eligibleFrom: null,
    contact: null,
    comparePapers: false,
    waits: false,
    matched: [],
    seen: null,
    at: 0,
    ...changes,
  };
}

export function override(changes: Partial<ShownOverride> = {}): ShownOverride {
  return {
    type: 'override',
    lane: 'A',
    direction: 'in',
    uuid: '01890a5d-ac96-774b-bcce-b302099a8058',
    seq: 2,
    refersTo: UUID,
    admit: true,
    reason: 'paper-checked',
    person: PERSON,
    ...changes,
  };
}

export function scanAgain(changes: Partial<ShownScanAgain> = {}): ShownScanAgain {
  return { type: 'scan-again', lane: 'A', direction: 'in', reason: 'malformed', problem: 'cbor', ...changes };
}
