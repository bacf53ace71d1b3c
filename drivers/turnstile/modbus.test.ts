import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeModbusBoard, type ModbusBoardOptions } from '../../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { StateRecorder } from '../../fixtures/devices/state-recorder.ts';
import { feedbackConformance, passageConformance, type TurnstileBench, turnstileConformance } from './conformance.ts';
import { type ModbusConfig, modbusTurnstile } from './modbus.ts';
import { flashOn } from './modbus-protocol.ts';

if (PTY_MISSING !== null) console.warn(`skipped, the Modbus turnstile was not tried: ${PTY_MISSING}`);

const TIMES = { pulseMs: 150, windowMs: 5000 };
const PLAIN = { kind: 'modbus', baud: 9600, unit: 1, coil: 0, flashOn: false, writeMultiple: false } as const;

type Wiring = Partial<Omit<ModbusConfig, 'kind' | 'path'>>;

function turnstileOf(board: FakeModbusBoard, wiring: Wiring = {}, times = TIMES) {
  return modbusTurnstile({ ...PLAIN, passageInput: null, ...wiring, path: board.device.path }, times);
}

function bench(wiring: Wiring = {}, options: ModbusBoardOptions = {}, times = TIMES): TurnstileBench {
  const board = new FakeModbusBoard(options);
  const { coil = 0, passageInput } = wiring;
  const { relays } = board;
  return {
    turnstile: turnstileOf(board, wiring, times),
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
  };
}

describe.skipIf(PTY_MISSING !== null)('on pseudo-terminals', () => {
  turnstileConformance('a Modbus board', () => bench());
  feedbackConformance('a Modbus board', () => bench());
  turnstileConformance('a Modbus board that times the pulse itself, and answers slowly and in pieces', () =>
    bench({ flashOn: true, coil: 3 }, { answerMs: 30, piece: 3 }),
  );
  turnstileConformance('a Modbus board without FC5, at unit 17', () =>
    bench({ writeMultiple: true, unit: 17, coil: 1 }, { unit: 17 }),
  );
  turnstileConformance('a Modbus board with a passage contact', () => bench({ passageInput: 2 }));
  passageConformance('a Modbus board', () => bench({ passageInput: 2 }, {}, { pulseMs: 100, windowMs: 1000 }));

  function prepared(wiring: Wiring = {}) {
    const board = new FakeModbusBoard();
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

  test.each(['silent', 'garbled', 'other-unit', 'refuse', 'gone'] as const)(
    'a slave that is %s is a fault before a person needs it, admits nobody, and is taken again when it is well',
    async (mischief) => {
      const { board, turnstile, recorder } = await ready();
      board.mischief = mischief;
      await recorder.until('fault');
      expect(await turnstile.pulse('admit')).toMatchObject({ ok: false });
      expect(board.relays.openings(0)).toBe(0);
      board.mischief = 'none';
      await recorder.until('ready');
      expect((await turnstile.pulse('admit')).ok).toBe(true);
      await board.relays.until(() => board.relays.openings(0) === 1 && !board.relays.isOn(0));
    },
  );

  test.each(['noise-before', 'stutter'] as const)('answers with %s are read all the same', async (mischief) => {
    const { board, turnstile, recorder } = await ready();
    board.mischief = mischief;
    for (const round of [1, 2, 3]) {
      while (!(await turnstile.pulse()).ok) await new Promise((resolve) => setTimeout(resolve, 20));
      await board.relays.until(() => board.relays.openings(0) === round && !board.relays.isOn(0));
    }
    expect(recorder.states.map(({ state }) => state)).not.toContain('fault');
  });

  test('an opening whose answer is lost is refused, was one opening at most, and is switched off', async () => {
    const { board, turnstile, recorder } = await ready();
    board.mischief = 'silent';
    expect(await turnstile.pulse('admit')).toEqual({ ok: false, error: 'fault' });
    await board.relays.until(() => !board.relays.isOn(0));
    board.mischief = 'none';
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
