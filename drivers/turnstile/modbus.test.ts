import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryDevice } from '../../fixtures/devices/memory-device.ts';
import { FakeModbusBoard, type ModbusBoardOptions, type ModbusManner } from '../../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { StateRecorder } from '../../fixtures/devices/state-recorder.ts';
import { openModbus } from '../modbus-link.ts';
import { feedbackConformance, passageConformance, turnstileConformance } from './conformance.ts';
import { type MannersBench, mannersConformance } from './manners/conformance.ts';
import { type ModbusConfig, ModbusLine, modbusTurnstile } from './modbus.ts';
import { flashOn } from './modbus-protocol.ts';
import { PULSE_MS, pulseEnd, type SharedBench, sharingConformance } from './sharing/conformance.ts';

if (PTY_MISSING !== null)
  console.warn(`skipped, the Modbus turnstile was tried within this process alone: ${PTY_MISSING}`);

const TIMES = { pulseMs: 150, windowMs: 5000 };
const PLAIN = { kind: 'modbus', baud: 9600, unit: 1, coil: 0, flashOn: false, writeMultiple: false } as const;

type Wiring = Partial<Omit<ModbusConfig, 'kind' | 'path'>>;

function lineOf({ device }: FakeModbusBoard): ModbusLine {
  const options = { path: device.path, baud: 9600 };
  if (!(device instanceof MemoryDevice)) return new ModbusLine(options);
  return new ModbusLine(options, (each, events) => openModbus(each, events, device.open));
}

function turnstileOf(board: FakeModbusBoard, wiring: Wiring = {}, times = TIMES, line = lineOf(board)) {
  return modbusTurnstile({ ...PLAIN, passageInput: null, ...wiring, path: board.device.path }, times, line);
}

function boardOf(options: ModbusBoardOptions = {}): FakeModbusBoard {
  return new FakeModbusBoard(options, new MemoryDevice());
}

function bench(wiring: Wiring = {}, options: ModbusBoardOptions = {}, times = TIMES): MannersBench<ModbusManner> {
  return benchOf(boardOf(options), wiring, times);
}

function benchOf(
  board: FakeModbusBoard,
  wiring: Wiring = {},
  times = TIMES,
  line = lineOf(board),
): MannersBench<ModbusManner> {
  const { coil = 0, passageInput } = wiring;
  const { relays } = board;
  return {
    turnstile: turnstileOf(board, wiring, times, line),
    plug: () => board.plug(),
    unplug: () => board.device.unplug(),
    isOn: () => relays.isOn(coil),
    openings: () => relays.openings(coil),
    untilOpenings: (count) => relays.until(() => relays.openings(coil) >= count),
    untilOff: () => relays.until(() => !relays.isOn(coil)),
    leaveOn: () => relays.set(coil, true),
    jam: (jammed) => {
      relays.stuck = jammed;
    },
    turn: (turning) => {
      if (turning) board.inputs.add(passageInput ?? 0);
      else board.inputs.delete(passageInput ?? 0);
    },
    untilRead: async (times) => {
      const from = board.telegrams.length;
      const reads = () => board.telegrams.slice(from).filter((telegram) => telegram.startsWith('0102')).length;
      await relays.until(() => reads() >= times);
    },
    remove: () => board.device.remove(),
    behave: (manner) => {
      board.manner = manner;
    },
  };
}

describe.skipIf(PTY_MISSING !== null)('on pseudo-terminals', () => {
  const onTerminal = (wiring: Wiring = {}, times = TIMES) => benchOf(new FakeModbusBoard(), wiring, times);
  turnstileConformance('a Modbus board', () => onTerminal());
  feedbackConformance('a Modbus board', () => onTerminal());
  passageConformance('a Modbus board', () => onTerminal({ passageInput: 2 }, { pulseMs: 100, windowMs: 1000 }));
});

describe('within this process', () => {
  const LONG = { pulseMs: PULSE_MS, windowMs: 5000 };
  function sharedBench(
    first: FakeModbusBoard,
    second: FakeModbusBoard,
    wirings: readonly [Wiring, Wiring],
  ): SharedBench {
    const line = lineOf(first);
    const { coil = 0 } = wirings[0];
    return {
      one: benchOf(first, wirings[0], LONG, line),
      other: benchOf(second, wirings[1], LONG, line),
      plug: () => first.device.plug(),
      unplug: () => first.device.unplug(),
      remove: () => first.device.remove(),
      endOfOne: () => pulseEnd(first.relays.transitions.filter(({ channel }) => channel === coil)),
    };
  }
  const onOneBoard = (wirings: readonly [Wiring, Wiring], options: ModbusBoardOptions = {}) => {
    const board = boardOf(options);
    return sharedBench(board, board, wirings);
  };
  const onOneLine = () => {
    const first = boardOf({ unit: 1 });
    const second = new FakeModbusBoard({ unit: 2 }, first.device);
    return { second, bench: sharedBench(first, second, [{ unit: 1 }, { unit: 2 }]) };
  };
  describe.concurrent('of each its own', () => {
    turnstileConformance('a Modbus board that times the pulse itself, and answers slowly and in pieces', () =>
      bench({ flashOn: true, coil: 3 }, { answerMs: 30, piece: 3 }),
    );
    turnstileConformance('a Modbus board without FC5, at unit 17', () =>
      bench({ writeMultiple: true, unit: 17, coil: 1 }, { unit: 17 }),
    );
    turnstileConformance('a Modbus board with a passage contact', () => bench({ passageInput: 2 }));
    passageConformance('a Modbus board', () => bench({ passageInput: 2 }, {}, { pulseMs: 100, windowMs: 1000 }));
    sharingConformance('a Modbus board', () => onOneBoard([{ coil: 0 }, { coil: 1 }]));
    sharingConformance('a Modbus board without FC5, with a contact a lane', () =>
      onOneBoard([
        { writeMultiple: true, coil: 2, passageInput: 0 },
        { writeMultiple: true, coil: 3, passageInput: 1 },
      ]),
    );
    sharingConformance('a line with two Modbus boards', () => onOneLine().bench);
    mannersConformance('a Modbus board', () => bench(), {
      harmless: ['slow', 'in pieces', 'noise-before', 'stutter'],
      harmful: ['silent', 'garbled', 'other-unit', 'refuse', 'gone'],
    });
    mannersConformance('a Modbus board that times the pulse itself', () => bench({ flashOn: true }), {
      harmless: ['stutter'],
      harmful: ['silent', 'gone'],
    });
  });

  async function bothReady({ one, other, plug, remove }: SharedBench) {
    onTestFinished(async () => {
      await Promise.all([one.turnstile.stop(), other.turnstile.stop()]);
      await remove();
    });
    await plug();
    const recorders = [new StateRecorder(), new StateRecorder()] as const;
    one.turnstile.start(recorders[0]);
    other.turnstile.start(recorders[1]);
    await Promise.all(recorders.map((recorder) => recorder.until('ready')));
    return recorders;
  }

  test('of two boards on a line one may die: the other opens all the same', async () => {
    const { second, bench: shared } = onOneLine();
    const [alive, dead] = await bothReady(shared);
    second.manner = 'gone';
    await dead.until('fault');
    expect(await shared.one.turnstile.pulse()).toEqual({ ok: true, value: undefined });
    await shared.one.untilOff();
    expect(shared.one.openings()).toBe(1);
    expect(alive.states.map(({ state }) => state)).not.toContain('fault');
  });

  test('a pulse waits for the exchange that is under way, and for no other', async () => {
    const board = boardOf({ answerMs: 30 });
    const shared = sharedBench(board, board, [{ passageInput: 0 }, { coil: 1, passageInput: 1 }]);
    await bothReady(shared);
    for (const each of [shared.one, shared.other, shared.one, shared.other]) {
      await each.untilRead?.(1);
      let before = board.telegrams.length;
      while (!(await each.turnstile.pulse()).ok) {
        await board.relays.until(() => board.telegrams.length > before);
        before = board.telegrams.length;
      }
      const on = board.telegrams.slice(before).findIndex((telegram) => /^0105....ff00/.test(telegram));
      expect(on).toBeLessThanOrEqual(1);
      await each.untilOff();
    }
  });

  function prepared(wiring: Wiring = {}) {
    const board = boardOf();
    const turnstile = turnstileOf(board, wiring);
    onTestFinished(async () => {
      await turnstile.stop();
      await board.device.remove();
    });
    return { board, turnstile, recorder: new StateRecorder() };
  }

  async function ready(wiring: Wiring = {}) {
    const all = prepared(wiring);
    await all.board.plug();
    all.turnstile.start(all.recorder);
    await all.recorder.until('ready');
    return all;
  }

  test('a slave that goes is a fault before a person needs it', async () => {
    const { board, turnstile, recorder } = await ready();
    board.manner = 'gone';
    await recorder.until('fault');
    expect(await turnstile.pulse('admit')).toMatchObject({ ok: false });
    expect(board.relays.openings(0)).toBe(0);
  });

  test('an opening whose answer is lost is refused, was one opening at most, and is switched off', async () => {
    const { board, turnstile, recorder } = await ready();
    board.manner = 'silent';
    expect(await turnstile.pulse('admit')).toEqual({ ok: false, error: 'fault' });
    await board.relays.until(() => !board.relays.isOn(0));
    board.manner = 'well';
    await recorder.until('ready');
    expect(board.relays.openings(0)).toBeLessThanOrEqual(1);
  });

  test.each([null, 2])('a relay that somebody else switches on is switched off (contact: %s)', async (passageInput) => {
    const { board } = await ready({ passageInput });
    board.relays.set(0, true);
    await board.relays.until(() => !board.relays.isOn(0));
  });

  test('a board that times the pulse ends it when this machine says no more', async () => {
    const { board, turnstile } = await ready({ flashOn: true });
    await turnstile.pulse();
    await board.device.unplug();
    expect(board.relays.isOn(0)).toBe(true);
    await board.relays.until(() => !board.relays.isOn(0));
  });
});

test.each([
  [0, 300, 0x0200, 3],
  [2, 401, 0x0202, 5],
  [0, 100, 0x0200, 1],
  [0, 1000, 0x0200, 10],
])('relay %i for %i ms', (coil, ms, address, value) => {
  expect(flashOn(coil, ms)).toEqual({ address, value });
});
