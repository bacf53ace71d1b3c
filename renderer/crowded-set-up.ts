import type { DeviceState, StationView } from '../main/contract/messages.ts';
import type { Panel, SetUpPanel } from '../main/contract/panels.ts';
import { crowdedStation } from './crowded-messages.ts';

/** The set-up panel with the most that it may have to say, for the tests that look whether it all fits. */

const LANES = ['Cổng số 2 phía đường Nguyễn Thị Minh Kha', 'Cổng số 3', 'Lối ra bãi xe'] as const;
const BY_ID = '/dev/serial/by-id/usb-Honeywell_1400g_12345678-if00';

const device = (changes: Partial<DeviceState>): DeviceState => ({
  kind: 'serial',
  name: BY_ID,
  state: 'ready',
  detail: null,
  ...changes,
});
const DENIED = device({
  state: 'fault',
  cause: 'port-permission',
  detail: `Error: Permission denied, cannot open ${BY_ID}`,
});
const UNKNOWN = device({ kind: 'hid-pos', name: '0c2e:0b61', state: 'fault', cause: 'layout-unknown', detail: null });

/** Three lanes with devices of all states: more than one page. */
export const setUpStation: StationView = {
  ...crowdedStation,
  lanes: [
    {
      name: LANES[0],
      direction: 'in',
      scanners: [DENIED, UNKNOWN, device({ state: 'busy', detail: 'Error: Cannot lock port' })],
      turnstile: device({ kind: 'lcus', name: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0', state: 'missing' }),
    },
    {
      name: LANES[1],
      direction: 'in',
      scanners: [DENIED, device({ kind: 'wedge', name: 'keyboard' })],
      turnstile: null,
    },
    {
      name: LANES[2],
      direction: 'out',
      scanners: [device({})],
      turnstile: device({ kind: 'modbus', name: '/dev/ttyS0' }),
    },
  ],
};

/** A symbol of the size of the largest test code; it encodes nothing. */
const ROWS = Array.from({ length: 73 }, (_, y) =>
  Array.from({ length: 73 }, (_, x) => ((x * y + x) % 3 ? '1' : '0')).join(''),
);
const FINDINGS = [
  { code: 'baud', value: '115200' },
  { code: 'end-silence', value: null },
  { code: 'prefix', value: '<STX>CODE-128-A/B/C:' },
  { code: 'suffix', value: '<TAB><1D>' },
  { code: 'aim-sent', value: ']Q1' },
  { code: 'eci-sent', value: '\\000026' },
  { code: 'layout-other', value: null },
  { code: 'accents-latin1', value: null },
  { code: 'controls-changed', value: null },
  { code: 'pauses', value: '120' },
] as const;

const of = (view: SetUpPanel['view']): Panel => ({ kind: 'set-up', lane: LANES[0], view });

/** Each by the name under which its picture is kept. */
export const crowdedSetUp: Readonly<Record<string, Panel>> = {
  devices: of({ step: 'devices', page: 0 }),
  'devices-2': of({ step: 'devices', page: 1 }),
  learn: of({
    step: 'learn',
    index: 0,
    code: { name: 'controls', rows: ROWS },
    findings: FINDINGS.slice(0, 8),
    problem: 'part-lost',
  }),
  'learn-first': of({
    step: 'learn',
    index: 0,
    code: { name: 'letters', rows: ROWS },
    findings: [],
    problem: 'alt-codes',
  }),
  learned: of({ step: 'learned', index: 0, findings: [...FINDINGS] }),
  stored: of({ step: 'stored', index: 0, tried: { ok: true, format: 'qr1405', characters: 1234 } }),
  'stored-badly': of({ step: 'stored', index: 0, tried: { ok: false, problem: 'one-of-several' } }),
  'not-stored': of({ step: 'not-stored', index: 0, detail: `${BY_ID}: `.repeat(5).slice(0, 300) }),
};
