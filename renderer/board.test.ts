import { expect, test } from 'vitest';
import { DEVICE_CAUSES, DEVICE_STATES, type DeviceState, type StationView } from '../main/contract/messages.ts';
import { NOTICES } from '../main/contract/notices.ts';
import { REASON_TEXTS } from '../main/contract/texts.ts';
import { board } from './board.ts';
import { en } from './i18n/en.ts';
import { localeOf, type Said } from './i18n/say.ts';
import { vi } from './i18n/vi.ts';
import { station } from './sample-messages.ts';

function text(said: Said | null): string {
  return said?.map((each) => each.text).join(' · ') ?? '';
}

function withScanner(device: Partial<DeviceState>, more: Partial<StationView> = {}): StationView {
  const scanner: DeviceState = { kind: 'serial', name: '/dev/serial/by-id/usb-x', state: 'ready', detail: null };
  return station({
    lanes: [{ name: 'A', direction: 'in', scanners: [{ ...scanner, ...device }], turnstile: null }],
    ...more,
  });
}

test('a missing reader is named with its path, what the system said, and what to do', () => {
  const { worries } = board(withScanner({ state: 'missing', detail: 'No such file' }), 'A', ['en']);
  expect(worries.map(({ advice, what, where }) => [text(what), where, text(advice)])).toEqual([
    [
      'Reader: not found',
      '/dev/serial/by-id/usb-x (No such file)',
      'Plug its USB cable in again; if it stays away, call the person in charge.',
    ],
  ]);
});

test('where the cause is known it is named, and what to do about that is said in both languages', () => {
  const [worry] = board(withScanner({ state: 'fault', cause: 'port-permission', detail: 'EACCES' }), 'A', [
    'vi',
    'en',
  ]).worries;
  expect(worry?.what.map((each) => each.text)).toEqual(['Đầu đọc: chưa có quyền mở', 'Reader: no right to open it']);
  expect(worry?.advice?.map((each) => each.text)).toEqual([
    expect.stringContaining('nhóm dialout'),
    expect.stringContaining('group dialout'),
  ]);
});

test('each cause is said in words of its own', () => {
  const said = DEVICE_CAUSES.map(
    (cause) => board(withScanner({ state: 'fault', cause }), 'A', ['vi', 'en']).worries[0],
  );
  const advice = said.map((worry) => text(worry?.advice ?? null));
  expect(new Set(advice).size).toBe(DEVICE_CAUSES.length);
});

test('a ready reader worries nobody, every other state does', () => {
  for (const state of DEVICE_STATES) {
    expect(board(withScanner({ state }), 'A', ['vi']).worries).toHaveLength(state === 'ready' ? 0 : 1);
  }
});

test('a lane without any reader says so', () => {
  expect(board(station(), 'A', ['en']).worries.map(({ what }) => text(what))).toEqual([en.noScanner]);
});

test('a clock in doubt comes first', () => {
  const { worries } = board(withScanner({ state: 'busy' }, { clock: 'suspect' }), 'A', ['vi']);
  expect(worries.map(({ what }) => text(what))).toEqual([vi.clockSuspect, 'Đầu đọc: đang bị chiếm']);
});

test('a missing reader and a faulty gate are named whatever else there is to mend', () => {
  const reader = { kind: 'serial', state: 'missing', detail: null } as const;
  const scanners = [1, 2, 3].map((at) => ({ ...reader, name: `/dev/ttyUSB${at}` }));
  const turnstile = { kind: 'modbus', name: '/dev/ttyUSB9', state: 'fault', detail: null } as const;
  const told = board(
    station({
      lanes: [{ name: 'A', direction: 'in', scanners, turnstile }],
      clock: 'suspect',
      trust: { state: 'stale', ageHours: 50, issuedAt: 0 },
    }),
    'A',
    ['en'],
  );
  expect(told.worries.map(({ where }) => where)).toEqual([null, '/dev/ttyUSB9', '/dev/ttyUSB1']);
  expect(text(told.worries[1]?.what ?? null)).toBe('Turnstile relay: faulty');
  expect(text(told.moreWorries)).toBe('and 3 more to look at');
  expect(told.trust).toMatchObject({ badge: 'amber' });
});

test('stale trust is a worry that says what to do, and stands as a badge; ageing trust is a badge that says it', () => {
  const stale = board(withScanner({}, { trust: { state: 'stale', ageHours: 50.5, issuedAt: 0 } }), 'A', ['en']);
  expect(stale.worries.map(({ advice, what }) => [text(what), text(advice)])).toEqual([
    ['Trust data is TOO OLD: 50 hours', REASON_TEXTS['trust-stale'].advice.en],
  ]);
  expect(stale.trust).toMatchObject({ badge: 'amber', todo: null });
  const ageing = board(withScanner({}, { trust: { state: 'ageing', ageHours: 31, issuedAt: 0 } }), 'A', ['en']);
  expect(ageing.worries).toEqual([]);
  expect([ageing.trust.badge, text(ageing.trust.said), text(ageing.trust.todo)]).toEqual([
    'amber',
    'Trust data is ageing: 31 hours',
    'connect the network or load from USB',
  ]);
  expect(board(withScanner({}), 'A', ['en']).trust).toMatchObject({ badge: 'quiet', todo: null });
});

test('a clock in doubt says whom to call', () => {
  const [worry] = board(withScanner({}, { clock: 'suspect' }), 'A', ['vi']).worries;
  expect(text(worry?.advice ?? null)).toBe(REASON_TEXTS['clock-suspect'].advice.vi);
});

test('what the screen has no room for is counted', () => {
  const scanners = Array.from({ length: 8 }, (_, at) => ({
    kind: 'serial' as const,
    name: `/dev/ttyUSB${at}`,
    state: 'missing' as const,
    detail: null,
  }));
  const told = board(station({ lanes: [{ name: 'A', direction: 'in', scanners, turnstile: null }] }), 'A', ['en']);
  expect(told.worries).toHaveLength(3);
  expect(text(told.moreWorries)).toBe('and 5 more to look at');
});

test('the queue, what was sent back, and the network', () => {
  const upload = { configured: true, waiting: 12, parked: 3, lastAt: Date.UTC(2021, 8, 30, 18, 5), online: false };
  const { upload: lines } = board(station({ upload }), 'A', ['en']);
  expect(lines.map(({ said, worry }) => [text(said), worry])).toEqual([
    ['Offline; checking goes on', true],
    ['To send: 12', false],
    ['Sent back: 3', true],
    ['Last sent 01:05', false],
  ]);
  expect(lines.map(({ sendAgain }) => text(sendAgain))).toEqual(['', '', en.sendAgain, '']);
  const alone = board(station({ upload: { ...upload, configured: false } }), 'A', ['en']);
  expect(alone.upload.map(({ said }) => text(said))).toEqual(['Nothing is sent to a central']);
});

test('the languages of the station, in its order', () => {
  expect(localeOf(null)).toEqual(['vi', 'en']);
  expect(localeOf(station({ languages: ['vi'] }))).toEqual(['vi']);
  expect(localeOf(station({ languages: ['en', 'vi'] }))).toEqual(['en', 'vi']);
});

test('every notice is said in both languages', () => {
  for (const notice of NOTICES) {
    expect(vi.notice[notice].trim()).not.toBe('');
    expect(en.notice[notice].trim()).not.toBe('');
    expect(vi.notice[notice]).not.toBe(en.notice[notice]);
  }
});
