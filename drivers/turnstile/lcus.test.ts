import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeLcusBoard, type LcusBoardOptions, type LcusManner } from '../../fixtures/devices/lcus-board.ts';
import { MemoryDevice } from '../../fixtures/devices/memory-device.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { StateRecorder } from '../../fixtures/devices/state-recorder.ts';
import type { OpenSerial } from '../serial-port.ts';
import { feedbackConformance, turnstileConformance } from './conformance.ts';
import { type LcusPort, lcusPort, lcusTurnstile } from './lcus.ts';
import { type MannersBench, mannersConformance } from './manners/conformance.ts';
import { PULSE_MS, pulseEnd, sharingConformance } from './sharing/conformance.ts';

if (PTY_MISSING !== null)
  console.warn(`skipped, the LCUS turnstile was tried within this process alone: ${PTY_MISSING}`);

function openings(board: FakeLcusBoard, channel: number): number {
  return board.transitions.filter((each) => each.on && each.channel === channel).length;
}

function inMemory(options: LcusBoardOptions = {}): { board: FakeLcusBoard; port: LcusPort } {
  const device = new MemoryDevice();
  return { board: new FakeLcusBoard(options, device), port: lcusPort(device.path, device.open) };
}

function bench(options: LcusBoardOptions, channel: number): MannersBench<LcusManner> {
  const { board, port } = inMemory(options);
  return benchOf(board, channel, 150, port);
}

function benchOf(board: FakeLcusBoard, channel: number, pulseMs = 150, port?: LcusPort): MannersBench<LcusManner> {
  const config = { kind: 'lcus', path: board.device.path, channel } as const;
  return {
    turnstile: lcusTurnstile(config, { pulseMs, windowMs: 5000 }, port),
    plug: () => board.plug(),
    unplug: () => board.unplug(),
    isOn: () => board.isOn(channel),
    openings: () => openings(board, channel),
    untilOpenings: (count) => board.until(() => openings(board, channel) >= count),
    untilOff: () => board.until(() => !board.isOn(channel)),
    leaveOn: () => board.set(channel, true),
    jam: (jammed) => {
      board.stuck = jammed;
    },
    remove: () => board.device.remove(),
    behave: (manner) => {
      board.manner = manner;
    },
  };
}

describe.concurrent('within this process', () => {
  turnstileConformance('an LCUS board that answers slowly, on its second channel', () => bench({ answerMs: 40 }, 2));
  turnstileConformance('an LCUS board that never answers', () => bench({ answersStatus: false, channels: 1 }, 1));

  sharingConformance('an LCUS board', () => {
    const { board, port } = inMemory();
    return {
      one: benchOf(board, 1, PULSE_MS, port),
      other: benchOf(board, 2, PULSE_MS, port),
      plug: () => board.plug(),
      unplug: () => board.unplug(),
      remove: () => board.device.remove(),
      endOfOne: () => pulseEnd(board.transitions.filter(({ channel }) => channel === 1)),
    };
  });
  mannersConformance('an LCUS board', () => bench({}, 1), {
    harmless: ['slow', 'in pieces', 'twice'],
    harmful: ['garbled', 'of other relays', 'silent'],
  });
});

describe.skipIf(PTY_MISSING !== null)('on pseudo-terminals', () => {
  const onTerminal = () => benchOf(new FakeLcusBoard(), 1);
  turnstileConformance('an LCUS board', onTerminal);
  feedbackConformance('an LCUS board', onTerminal);

  test('a pulse moves its own channel and leaves the others alone', async () => {
    const board = new FakeLcusBoard({ channels: 4 });
    const turnstile = lcusTurnstile(
      { kind: 'lcus', path: board.device.path, channel: 3 },
      { pulseMs: 200, windowMs: 5000 },
    );
    onTestFinished(async () => {
      await turnstile.stop();
      await board.device.remove();
    });
    await board.plug();
    board.set(1, true);
    const recorder = new StateRecorder();
    turnstile.start(recorder);
    await recorder.until('ready');
    await turnstile.pulse();
    await board.until(() => board.transitions.length === 3);
    const [, on, off] = board.transitions;
    expect([on, off]).toMatchObject([
      { channel: 3, on: true },
      { channel: 3, on: false },
    ]);
    expect(board.isOn(1)).toBe(true);
    expect(new Set(board.commands)).toEqual(new Set(['a00300a3', 'a00301a4']));
  });

  test('a process that ends by a fault within a pulse does not leave the way open', async () => {
    const board = new FakeLcusBoard();
    await board.plug();
    onTestFinished(() => board.device.remove());
    const script = fileURLToPath(new URL('fault-in-pulse.child.ts', import.meta.url));
    const child = spawn(process.execPath, [script, board.device.path], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await board.until(() => board.isOn(1));
    expect(await ended).toBe(1);
    await board.until(() => !board.isOn(1));
    expect(board.transitions.map(({ on }) => on)).toEqual([true, false]);
  });

  test.each([
    [{}, null],
    [{ answersStatus: false }, 'the board does not tell whether its relay is off'],
  ])('what is claimed for a board %j: %s', async (options, detail) => {
    const { turnstile, plug, remove } = bench(options, 1);
    onTestFinished(async () => {
      await turnstile.stop();
      await remove();
    });
    await plug();
    const recorder = new StateRecorder();
    turnstile.start(recorder);
    await recorder.until('ready');
    expect(recorder.states.at(-1)?.detail).toBe(detail);
  });

  test('a board that answers no more after a pulse is a fault until it answers again', async () => {
    const board = new FakeLcusBoard();
    const turnstile = lcusTurnstile(
      { kind: 'lcus', path: board.device.path, channel: 1 },
      { pulseMs: 100, windowMs: 5000 },
    );
    onTestFinished(async () => {
      await turnstile.stop();
      await board.device.remove();
    });
    await board.plug();
    const recorder = new StateRecorder();
    turnstile.start(recorder);
    await recorder.until('ready');
    board.manner = 'silent';
    await turnstile.pulse();
    await recorder.until('fault');
    expect(recorder.states.at(-1)?.detail).toBe('the board answers no more');
    expect(openings(board, 1)).toBe(1);
    expect((await turnstile.pulse('admit')).ok, 'nobody is admitted by a board in doubt').toBe(false);
    while (!(await turnstile.pulse('let-out')).ok) await new Promise((resolve) => setTimeout(resolve, 20));
    await board.until(() => openings(board, 1) === 2);
    await board.until(() => !board.isOn(1));
    board.manner = 'well';
    await recorder.until('ready');
  });
});

test('a write that never ends is a fault, and its late end is not taken for that of the next', async () => {
  const writes: { bytes: string; end(): void }[] = [];
  const news = { wake: () => {} };
  const open: OpenSerial = async () => ({
    ok: true,
    value: {
      write: (bytes) =>
        new Promise((resolve) => {
          writes.push({
            bytes: Buffer.from(bytes).toString('hex'),
            end: () => resolve({ ok: true, value: undefined }),
          });
          news.wake();
        }),
      writeLast: () => {},
      close: async () => {},
      isThere: async () => true,
    },
  });
  const untilWrites = async (count: number) => {
    while (writes.length < count) await new Promise<void>((resolve) => (news.wake = resolve));
  };
  const turnstile = lcusTurnstile(
    { kind: 'lcus', path: 'a board that hangs', channel: 1 },
    { pulseMs: 100, windowMs: 5000 },
    lcusPort('a board that hangs', open),
  );
  const recorder = new StateRecorder();
  turnstile.start(recorder);
  await recorder.until('fault');
  await untilWrites(2);
  writes[0]?.end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes.map((write) => write.bytes)).toEqual(['a00100a1', 'a00100a1']);
  writes[1]?.end();
  await untilWrites(3);
  expect(writes[2]?.bytes).toBe('ff');
  const stopped = turnstile.stop();
  await untilWrites(4);
  writes[3]?.end();
  await stopped;
});
