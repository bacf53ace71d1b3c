import { expect, onTestFinished, test } from 'vitest';
import type { Passage } from '../drivers/turnstile/passage.ts';
import type { Turnstile } from '../drivers/turnstile/turnstile.ts';
import { FakeModbusBoard } from '../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../fixtures/devices/pty-device.ts';
import { type StationConfig, stationConfigSchema } from './contract/station-config.ts';
import { stationDevices } from './station-devices.ts';

if (PTY_MISSING !== null) console.warn(`skipped, no turnstile was tried with its station.json: ${PTY_MISSING}`);

const config = (passage: unknown, turnstile: object) => ({
  site: { id: 'test', name: 'Thử', type: 'test' },
  station: 'test-1',
  locality: 'hcm',
  lanes: [
    { name: 'gate', direction: 'in', turnstile: { kind: 'modbus', path: 'none', passageInput: 2, ...turnstile } },
  ],
  passage,
});

type Gate = { readonly turnstile: Turnstile; readonly board: FakeModbusBoard; told(): Promise<Passage> };

/** The turnstile of a station.json before a fake board, ready to open. */
async function gate(passage: Partial<StationConfig['passage']>, turnstile: object = {}): Promise<Gate> {
  const board = new FakeModbusBoard();
  const devices = stationDevices(
    'none',
    stationConfigSchema.parse(config(passage, { ...turnstile, path: board.device.path })),
  );
  onTestFinished(async () => {
    await devices.stop();
    await board.device.remove();
  });
  await board.plug();
  const first = Promise.withResolvers<Passage>();
  const ready = Promise.withResolvers<void>();
  devices.start({
    scan: () => {},
    officerKey: () => {},
    passage: (lane, each) => lane === 'gate' && first.resolve(each),
    changed: () => devices.ofLane('gate').turnstile?.state === 'ready' && ready.resolve(),
  });
  await ready.promise;
  const found = devices.turnstiles.get('gate');
  if (found === undefined) throw new Error('the lane has no turnstile');
  return { turnstile: found, board, told: () => first.promise };
}

test.skipIf(PTY_MISSING !== null).each([false, true])(
  'pulseMs is how long the relay is on, whoever times it (the board: %s)',
  async (flashOn) => {
    const [long, short] = await Promise.all([
      gate({ pulseMs: 1000 }, { flashOn }),
      gate({ pulseMs: 100 }, { flashOn }),
    ]);
    for (const { turnstile } of [long, short]) expect((await turnstile.pulse('admit', 'row')).ok).toBe(true);
    await short.board.relays.until(() => short.board.relays.openings(0) === 1 && !short.board.relays.isOn(0));
    expect(long.board.relays.isOn(0)).toBe(true);
    await long.board.relays.until(() => !long.board.relays.isOn(0));
    expect(long.board.relays.openings(0)).toBe(1);
  },
);

test.skipIf(PTY_MISSING !== null)('windowSeconds is how long an opening may be used', async () => {
  const [long, short] = await Promise.all([gate({ windowSeconds: 3 }), gate({ windowSeconds: 1 })]);
  const read = ({ board }: Gate) => board.telegrams.filter((telegram) => telegram.startsWith('0102')).length;
  // An opening counts as unused only where the contact was seen at rest.
  for (const each of [long, short]) await each.board.relays.until(() => read(each) >= 2);
  const order: string[] = [];
  const told = async (name: string, { told }: Gate) => {
    expect(await told()).toEqual({ opening: name, outcome: 'not-passed' });
    order.push(name);
  };
  expect((await long.turnstile.pulse('admit', 'long')).ok).toBe(true);
  expect((await short.turnstile.pulse('admit', 'short')).ok).toBe(true);
  await Promise.all([told('long', long), told('short', short)]);
  expect(order).toEqual(['short', 'long']);
});

test.each([
  [{ pulseMs: 99 }, false],
  [{ pulseMs: 100 }, true],
  [{ pulseMs: 1000 }, true],
  [{ pulseMs: 1001 }, false],
  [{ windowSeconds: 0 }, false],
  [{ windowSeconds: 1 }, true],
  [{ windowSeconds: 30 }, true],
  [{ windowSeconds: 31 }, false],
])('station.json with %j is taken: %s', (passage, isTaken) => {
  expect(stationConfigSchema.safeParse(config(passage, {})).success).toBe(isTaken);
});
