import type { ShownVerdict, StationView, ToWindow } from '../main/contract/messages.ts';
import type { Panel } from '../main/contract/panels.ts';
import { override, scanAgain, station, verdict } from './sample-messages.ts';

/** The most that a face may have to say, for the tests that look whether it all fits. */

const NOW = Date.UTC(2026, 10, 22, 7, 8, 15);

const LONG_NAME = 'Công Tằng Tôn Nữ Thị Hoàng Phương Thảo Nguyên Minh Châu';
const LONG_LANE = 'Cổng số 2 phía đường Nguyễn Thị Minh Kha';
const SITE = 'Trung tâm thương mại và siêu thị Co.opmart Nguyễn Đình Chiểu, Quận 3';
const IDS: ShownVerdict['person']['ids'] = [
  { type: 'cccd', value: '******018821' },
  { type: 'cmnd', value: '******821' },
  { type: 'uvci', value: '******CI:01:VN:8K2L0Q9V7D1MJ4TB' },
];
const PACK = {
  id: 'vn-hcm',
  version: '1.0.0',
  vi: 'TP. Hồ Chí Minh: khỏi bệnh dưới 180 ngày, hoặc tiêm ít nhất 1 mũi đủ 14 ngày',
  en: 'Ho Chi Minh City: recovered under 180 days ago, or at least one dose 14 days ago',
};
const CONTACT = {
  vi: 'Trung tâm Kiểm soát bệnh tật Thành phố Hồ Chí Minh (HCDC)',
  en: 'Ho Chi Minh City Center for Disease Control (HCDC)',
  phone: '028 3923 4629',
};
const EVENTS: ShownVerdict['events'] = [
  { kind: 'vaccination', product: 'EU/1/21/1529', dose: 1, of: 2, date: '2026-11-17' },
  { kind: 'test', type: 'LP6464-4', result: 'negative', sampledAt: '2026-11-21T18:30:00Z' },
];
const AGEING = { state: 'ageing', ageHours: 31, issuedAt: NOW - 31 * 3_600_000 } as const;
const STALE = { state: 'stale', ageHours: 75, issuedAt: NOW - 75 * 3_600_000 } as const;

const person = (name: string): ShownVerdict['person'] => ({ name, birthDate: '1985-**-**', ids: IDS });
const crowded = (changes: Partial<ShownVerdict>): ShownVerdict =>
  verdict({
    lane: LONG_LANE,
    person: person(LONG_NAME),
    events: EVENTS,
    pack: PACK,
    trust: AGEING,
    contact: CONTACT,
    at: NOW,
    ...changes,
  });

const scanner = {
  kind: 'serial',
  name: '/dev/serial/by-id/usb-Honeywell_1400g_12345678-if00',
  state: 'ready',
  detail: null,
} as const;

/** A station with the longest words, and one lane. */
export const crowdedStation: StationView = station({
  site: { name: SITE, officer: { name: 'Nguyễn Thị Phương Thảo', phone: '0903 123 456' } },
  lanes: [{ name: LONG_LANE, direction: 'in', scanners: [scanner], turnstile: null }],
  trust: AGEING,
  upload: { configured: true, waiting: 1289, parked: 12, lastAt: NOW - 3_600_000, online: false },
  today: { green: 12_345, black: 1234, abnormal: 321, scanAgain: 2345 },
});

const WORRIES: Pick<StationView['lanes'][number], 'scanners' | 'turnstile'>[] = [0, 1, 2, 3].map((count) => ({
  turnstile:
    count === 3
      ? { kind: 'hid-5131', name: 'hid-5131', state: 'fault', cause: 'hid-permission', detail: 'EACCES' }
      : null,
  scanners: [
    count === 0 ? scanner : { ...scanner, state: 'missing', detail: 'Error: No such file or directory, cannot open' },
    ...(count < 2
      ? []
      : [{ kind: 'hid-pos', name: '05f9:221c', state: 'fault', cause: 'ambiguous', detail: null } as const]),
  ],
}));

/** A lane for each number of worries in `worries`, beside each other. */
export function worriedLanes(...worries: readonly (0 | 1 | 2 | 3)[]): StationView {
  const lanes = worries.flatMap((count, index): StationView['lanes'] => {
    const devices = WORRIES[count];
    return devices === undefined
      ? []
      : [{ name: `${index + 1} ${LONG_LANE}`.slice(0, 40), direction: 'in', ...devices }];
  });
  return { ...crowdedStation, lanes };
}

/** The same with stale trust and a clock in doubt, so that each lane has more worries than it has room for. */
export function worriedEverywhere(...worries: readonly (0 | 1 | 2 | 3)[]): StationView {
  return { ...worriedLanes(...worries), trust: STALE, clock: 'suspect' };
}

const FOUR_ABNORMAL = ['trust-incomplete', 'copied-code', 'epidemic-area', 'dose-too-recent'] as const;
const SEEN = { at: NOW - 14 * 3_600_000, place: SITE, why: 'too-far-away' } as const;

/** Each by the name under which its picture is kept. */
export const crowdedVerdicts = {
  green: crowded({}),
  compare: crowded({
    format: 'cccd',
    signature: 'unsigned',
    comparePapers: true,
    waits: true,
    matched: ['cccd', 'cmnd'],
    reasons: ['vaccinated'],
  }),
  black: crowded({
    colour: 'black',
    reasons: ['pass-expired', 'dose-too-recent', 'not-on-roster', 'no-data'],
    rule: 'dose-too-recent',
    eligibleFrom: '2026-12-01',
  }),
  'black-unsigned': crowded({
    colour: 'black',
    format: 'cccd',
    signature: 'unsigned',
    reasons: ['unsigned', 'not-declared', 'dose-too-recent', 'not-on-roster'],
    rule: null,
    eligibleFrom: '2026-12-01',
    matched: ['cccd', 'cmnd'],
    trust: STALE,
  }),
  abnormal: crowded({
    colour: 'abnormal',
    reasons: ['identity-mismatch', 'symptoms', 'contact', 'not-vaccinated'],
    rule: null,
  }),
  copied: crowded({
    colour: 'abnormal',
    reasons: [...FOUR_ABNORMAL],
    rule: 'dose-too-recent',
    seen: SEEN,
    trust: STALE,
  }),
} satisfies Readonly<Record<string, ShownVerdict>>;

export const crowdedOthers: readonly ToWindow[] = [
  override({ lane: LONG_LANE, person: person(LONG_NAME) }),
  override({ lane: LONG_LANE, person: person(LONG_NAME), admit: false, reason: 'refused-by-officer' }),
  scanAgain({ lane: LONG_LANE, reason: 'unreadable', problem: 'input-method' }),
];

/** Nine places, the most that a panel shows. */
export function originPanel(refersTo: string, lane = LONG_LANE): Panel {
  const names = [
    'Phường Nguyễn Thái Bình, Quận 1, Thành phố Hồ Chí Minh',
    'Thành phố Thủ Đức, Thành phố Hồ Chí Minh',
    'Huyện Bình Chánh, Thành phố Hồ Chí Minh',
    'Phường Bình Hưng Hòa A, Quận Bình Tân, Thành phố Hồ Chí Minh',
    'Thị xã Dĩ An, Bình Dương',
    'Thành phố Thuận An, Bình Dương',
    'Phường Long Bình Tân, Thành phố Biên Hòa, Đồng Nai',
    'Xã Vĩnh Lộc A, Huyện Bình Chánh, Thành phố Hồ Chí Minh',
    'Tiền Giang',
  ];
  const choices = names.map((name, index) => ({ code: String(26_740 + index), name }));
  return { kind: 'origin', lane, refersTo, text: 'binh', choices };
}

/** As db/recovery-note.ts says it of a long history. */
export const RECOVERED_DETAIL =
  'restored at 2026-11-22T07:08:15.000Z: 1048576 rows, 1048321 of them from a backup; 128 later rows do not follow from ' +
  'them and lie in damaged/2026-11-22T07-08-14Z; the damaged files lie in damaged/2026-11-22T07-08-14Z; ' +
  'it was: quick_check of record.db: *** in database main *** Tree 12 page 4711 cell 3: Rowid 812345 out of order';
