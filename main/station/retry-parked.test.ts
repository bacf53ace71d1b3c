import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import { type ToWindow, toWindowSchema } from '../contract/messages.ts';

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-parked-'));
  world = await testStation(directory);
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true });
});

/** Records passages, of which the central sends back the first `parked`. */
function sendBack(passages: number, parked: number): void {
  for (let at = 0; at < passages; at += 1) {
    world.scan({ expect: 'green' }, at % 2 === 0 ? 'in' : 'out');
    world.pass(20_000);
  }
  const rows = world.record.outbox.waiting(0, 100).map(({ checkin }) => checkin.seq);
  const outcome = { outcome: 'parked', reason: 'lane is not known' } as const;
  world.record.outbox.settle(rows.slice(0, parked).map((seq) => ({ seq, ...outcome })));
}

function shown<T extends ToWindow['type']>(type: T): Extract<ToWindow, { type: T }>[] {
  return world.happenings.flatMap((each) =>
    each.kind === 'shown' && each.message.type === type ? [each.message as Extract<ToWindow, { type: T }>] : [],
  );
}

const parkedRetries = () => world.audited.filter(({ what }) => what === 'parked-retried');

const WAYS = {
  'the key F8': () => world.station.officerKey({ kind: 'command', key: 'F8' }, 'in'),
  'the button of the screen': () => world.window({ type: 'retry-parked' }),
};

test.each(Object.entries(WAYS))(
  'by %s the rows that were sent back wait again, once, and the log tells of it',
  (_way, ask) => {
    sendBack(3, 2);
    expect(world.record.outbox.counts()).toEqual({ waiting: 1, parked: 2 });
    ask();
    expect(world.record.outbox.counts()).toEqual({ waiting: 3, parked: 0 });
    expect(parkedRetries()).toEqual([{ who: 'operator', from: 'screen', what: 'parked-retried', detail: { rows: 2 } }]);
    expect(shown('notice')).toEqual([{ type: 'notice', notice: 'parked-sent-again', count: 2 }]);
    expect(toWindowSchema.safeParse(shown('notice')[0]).success).toBe(true);
    ask();
    expect(shown('notice').at(-1)).toEqual({ type: 'notice', notice: 'nothing-parked' });
    expect(parkedRetries()).toHaveLength(1);
  },
);

test('where the audit log cannot tell of it nothing is sent, and the screen says why', () => {
  sendBack(2, 2);
  world.fillDisk(true);
  world.window({ type: 'retry-parked' });
  expect(world.record.outbox.counts()).toEqual({ waiting: 0, parked: 2 });
  expect(shown('station').at(-1)).toMatchObject({ outage: 'disk-full', upload: { parked: 2 } });
});
