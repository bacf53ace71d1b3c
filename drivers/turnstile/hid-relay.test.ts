import { describe, expect, onTestFinished, test } from 'vitest';
import { StateRecorder } from '../../fixtures/devices/state-recorder.ts';
import {
  FakeUsbRelay,
  fakeHidBus,
  type UsbRelayManner,
  type UsbRelayOptions,
} from '../../fixtures/devices/usb-relay.ts';
import { feedbackConformance, turnstileConformance } from './conformance.ts';
import { HidRelayBoard, type HidRelayConfig, hidRelayTurnstile } from './hid-relay.ts';
import { type MannersBench, mannersConformance } from './manners/conformance.ts';
import { PULSE_MS, pulseEnd, sharingConformance } from './sharing/conformance.ts';
import type { Turnstile } from './turnstile.ts';

const TIMES = { pulseMs: 150, windowMs: 5000 };
const MUTE = 'the board does not tell whether its relay is off';
const USBRELAY: HidRelayConfig = { kind: 'usbrelay', serial: null, channel: 1 };

function bench(
  config: HidRelayConfig,
  options: UsbRelayOptions = {},
  cable: { silently?: boolean } = {},
): MannersBench<UsbRelayManner> {
  const board = new FakeUsbRelay(config.kind, 'hid-0', options);
  return benchOf(board, config, hidRelayTurnstile(config, TIMES, fakeHidBus(board)), cable);
}

function benchOf(
  board: FakeUsbRelay,
  config: HidRelayConfig,
  turnstile: Turnstile,
  cable: { silently?: boolean } = {},
): MannersBench<UsbRelayManner> {
  const { relays } = board;
  return {
    turnstile,
    plug: async () => board.plug(),
    unplug: async () => board.unplug(cable),
    isOn: () => relays.isOn(config.channel),
    openings: () => relays.openings(config.channel),
    untilOpenings: (count) => relays.until(() => relays.openings(config.channel) >= count),
    untilOff: () => relays.until(() => !relays.isOn(config.channel)),
    leaveOn: () => relays.set(config.channel, true),
    jam: (jammed) => {
      relays.stuck = jammed;
    },
    remove: async () => board.unplug(),
    behave: (manner) => {
      board.manner = manner;
    },
  };
}

describe.concurrent('of each its own', () => {
  turnstileConformance('a usbrelay board', () => bench(USBRELAY));
  feedbackConformance('a usbrelay board', () => bench(USBRELAY));
  turnstileConformance('a slow usbrelay board behind Windows, by its serial, on its second relay', () =>
    bench({ kind: 'usbrelay', serial: 'CHOT1', channel: 2 }, { numbered: true, transferMs: 20 }),
  );
  turnstileConformance('a usbrelay board that takes output reports alone', () =>
    bench(USBRELAY, { commandsBy: 'output' }),
  );
  turnstileConformance('a 5131 board', () => bench({ kind: 'hid-5131', path: null, channel: 2 }));
  feedbackConformance('a 5131 board', () => bench({ kind: 'hid-5131', path: null, channel: 2 }));
  turnstileConformance('a 5131 board that never answers', () =>
    bench({ kind: 'hid-5131', path: 'hid-0', channel: 1 }, { answers: false }),
  );
  turnstileConformance('a 0519 board', () => bench({ kind: 'hid-0519', path: null, channel: 2 }));

  for (const config of [
    USBRELAY,
    { kind: 'hid-5131', path: null, channel: 1 },
    { kind: 'hid-0519', path: null, channel: 1 },
  ] as const) {
    sharingConformance(`a ${config.kind} board`, () => {
      const board = new FakeUsbRelay(config.kind, 'hid-0', { transferMs: 5 });
      const shared = new HidRelayBoard(config, fakeHidBus(board));
      const on = (channel: number) => {
        const own = { ...config, channel };
        return benchOf(board, own, shared.turnstile(own, { pulseMs: PULSE_MS, windowMs: 5000 }));
      };
      return {
        one: on(1),
        other: on(2),
        plug: async () => board.plug(),
        unplug: async () => board.unplug(),
        remove: async () => board.unplug(),
        endOfOne: () => pulseEnd(board.relays.transitions.filter(({ channel }) => channel === 1)),
      };
    });
  }
  turnstileConformance('a usbrelay board on a system that tells no unplug', () =>
    bench(USBRELAY, {}, { silently: true }),
  );
  turnstileConformance('a 0519 board on a system that tells no unplug', () =>
    bench({ kind: 'hid-0519', path: null, channel: 1 }, {}, { silently: true }),
  );
  mannersConformance('a usbrelay board', () => bench(USBRELAY), {
    harmless: ['slow'],
    harmful: ['garbled', 'silent', 'stalls'],
  });
  mannersConformance('a 5131 board', () => bench({ kind: 'hid-5131', path: null, channel: 1 }), {
    harmless: ['slow', 'twice'],
    harmful: ['garbled', 'silent', 'stalls'],
  });
  mannersConformance('a 0519 board', () => bench({ kind: 'hid-0519', path: null, channel: 1 }), {
    harmless: ['slow'],
    harmful: ['stalls'],
  });
});

test.each<[HidRelayConfig, UsbRelayOptions]>([
  [USBRELAY, {}],
  [USBRELAY, { commandsBy: 'output' }],
  [{ kind: 'hid-5131', path: null, channel: 2 }, {}],
  [{ kind: 'hid-0519', path: null, channel: 2 }, {}],
])('a process that ends by a fault within a pulse of %j, %j does not leave the way open', async (config, options) => {
  const board = new FakeUsbRelay(config.kind, 'hid-0', options);
  board.plug();
  const others = process.listeners('exit');
  const { turnstile, recorder } = started(config, board);
  await recorder.until('ready');
  await turnstile.pulse();
  await board.relays.until(() => board.relays.isOn(config.channel));
  // what Node calls when a process ends, whatever ends it but a signal
  for (const listener of process.listeners('exit')) if (!others.includes(listener)) listener.call(process, 1);
  expect(board.relays.isOn(config.channel)).toBe(false);
});

test.each<[HidRelayConfig, UsbRelayOptions, string | null]>([
  [USBRELAY, {}, null],
  [{ kind: 'hid-5131', path: null, channel: 1 }, {}, null],
  [{ kind: 'hid-5131', path: null, channel: 1 }, { answers: false }, MUTE],
  [{ kind: 'hid-0519', path: null, channel: 1 }, {}, MUTE],
])('what is claimed for %j, %j: %s', async (config, options, detail) => {
  const board = new FakeUsbRelay(config.kind, 'hid-0', options);
  board.plug();
  const { turnstile, recorder } = started(config, board);
  await recorder.until('ready');
  await turnstile.pulse();
  await board.relays.until(() => board.relays.openings(1) === 1 && !board.relays.isOn(1));
  expect(recorder.states.map((state) => [state.state, state.detail])).toEqual([
    ['connecting', null],
    ['ready', detail],
  ]);
});

function started(config: HidRelayConfig, ...boards: FakeUsbRelay[]) {
  const turnstile = hidRelayTurnstile(config, TIMES, fakeHidBus(...boards));
  onTestFinished(() => turnstile.stop());
  const recorder = new StateRecorder();
  turnstile.start(recorder);
  return { turnstile, recorder };
}

function plugged(path: string, options: UsbRelayOptions): FakeUsbRelay {
  const board = new FakeUsbRelay('usbrelay', path, options);
  board.plug();
  return board;
}

test('of several boards the one with the serial is taken, and the others are left alone', async () => {
  const boards = ['AAAAA', 'BBBBB', 'CCCCC'].map((serial) => plugged(serial, { serial }));
  const { turnstile, recorder } = started({ ...USBRELAY, serial: 'BBBBB' }, ...boards);
  await recorder.until('ready');
  await turnstile.pulse();
  await boards[1]?.relays.until(() => boards[1]?.relays.openings(1) === 1);
  expect(boards.map(({ reports }) => reports.length > 0)).toEqual([false, true, false]);
});

test('of two boards that may be meant none is moved, and the officer is told what to do', async () => {
  const boards = ['AAAAA', 'BBBBB'].map((serial) => plugged(serial, { serial }));
  const { turnstile, recorder } = started(USBRELAY, ...boards);
  await recorder.until('fault');
  expect(recorder.states.at(-1)).toMatchObject({ cause: 'ambiguous', detail: expect.stringContaining('serial') });
  expect(await turnstile.pulse()).toEqual({ ok: false, error: 'missing' });
  expect(boards.flatMap(({ reports }) => reports)).toEqual([]);
});

test('a board that is missing is told with those that are there', async () => {
  const { recorder } = started({ ...USBRELAY, serial: 'ZZZZZ' }, plugged('a', { serial: 'AAAAA' }));
  await recorder.until('missing');
  expect(recorder.states.at(-1)?.detail).toContain('AAAAA');
});

test('a board that may not be opened could be the one: that is told, not that it is missing', async () => {
  const bus = fakeHidBus(plugged('a', { serial: 'AAAAA' }), plugged('b', { serial: 'BBBBB' }));
  const turnstile = hidRelayTurnstile({ ...USBRELAY, serial: 'BBBBB' }, TIMES, {
    ...bus,
    open: async (path, events) =>
      path === 'b' ? { ok: false, error: { problem: 'permission', detail: 'not allowed' } } : bus.open(path, events),
  });
  onTestFinished(() => turnstile.stop());
  const recorder = new StateRecorder();
  turnstile.start(recorder);
  await recorder.until('fault');
  expect(recorder.states.at(-1)).toMatchObject({ cause: 'hid-permission', detail: 'not allowed' });
});

test('other devices with the shared id of V-USB are no boards, nor is a board that has no such relay', async () => {
  const board = plugged('a', { relays: 1 });
  const other = { ...board.entry()[0], path: 'b', product: 'PowerSwitch' };
  const bus = fakeHidBus(board);
  const listed = await bus.list();
  const entries = listed.ok ? [...listed.value, other as (typeof listed.value)[number]] : [];
  const turnstile = hidRelayTurnstile({ ...USBRELAY, channel: 2 }, TIMES, {
    ...bus,
    list: async () => ({ ok: true, value: entries }),
  });
  onTestFinished(() => turnstile.stop());
  const recorder = new StateRecorder();
  turnstile.start(recorder);
  await recorder.until('missing');
  expect(board.reports).toEqual([]);
});
