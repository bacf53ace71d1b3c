import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TEST_CODES } from '../../drivers/scanner/learn/test-codes.ts';
import type { OfficerKey } from '../../drivers/scanner/wedge.ts';
import { FACTORY, type ScannerSettings, serialScan } from '../../fixtures/devices/simulated-scanner.ts';
import { type TestStation, testStation } from '../../fixtures/station/test-station.ts';
import { toWindowSchema } from '../contract/messages.ts';
import type { Panel } from '../contract/panels.ts';

let directory: string;
let world: TestStation;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-set-up-'));
  world = await testStation(directory);
});
afterEach(() => {
  world.record.close();
  rmSync(directory, { recursive: true });
});

const MINUTE = 60_000;
const PREFIXED: ScannerSettings = { ...FACTORY, prefix: 'A1' };

function press(...keys: string[]): void {
  for (const key of keys) {
    const kind = /^F\d/.test(key) ? 'command' : 'typed';
    world.station.officerKey({ kind, key } satisfies OfficerKey, 'in');
  }
}

function panel(): Panel {
  const shown = world.happenings.flatMap((each) =>
    each.kind === 'shown' && each.message.type === 'panel' ? [each.message.panel] : [],
  );
  return shown.at(-1) ?? { kind: 'none' };
}

function view(): unknown {
  const open = panel();
  return open.kind === 'set-up' ? open.view : open.kind;
}

function read(code: number, settings = PREFIXED): boolean {
  return world.lessons.send(serialScan(TEST_CODES[code]?.text ?? '', settings));
}

function story(): string[] {
  return world.happenings.flatMap((each) => {
    if (each.kind === 'recorded') return [each.row];
    if (each.kind === 'pulse') return [`pulse ${each.lane}`];
    return each.message.type === 'verdict' || each.message.type === 'scan-again' ? [each.message.type] : [];
  });
}

describe('the devices', () => {
  test('F9 lists them, the lane of the keyboard first; a digit begins the lesson of that scanner alone', () => {
    press('F9');
    expect(panel()).toEqual({ kind: 'set-up', lane: 'in', view: { step: 'devices', page: 0 } });
    press('9', '0', 'x', 'Enter', 'Backspace');
    expect(view()).toEqual({ step: 'devices', page: 0 });
    press('2');
    expect(panel()).toMatchObject({ lane: 'out', view: { step: 'learn', index: 0, code: { name: 'letters' } } });
    expect(world.lessons.tapped()?.place).toEqual({ lane: 'out', index: 0 });
    press('F9');
    expect(world.lessons.tapped()).toBeNull();
    expect(panel()).toMatchObject({ lane: 'out', view: { step: 'devices' } });
  });

  test('a digit that came with others, as of a short code, begins nothing', () => {
    press('F9');
    world.station.officerKey({ kind: 'typed', key: '1', rolled: true }, 'in');
    expect(view()).toEqual({ step: 'devices', page: 0 });
  });

  test('are there by touch as well, and a page that has no panel open presses nothing', () => {
    world.window({ type: 'set-up-key', key: '1' });
    expect(panel()).toEqual({ kind: 'none' });
    world.window({ type: 'open-panel', kind: 'set-up', lane: 'door' });
    world.window({ type: 'set-up-key', key: '1' });
    expect(panel()).toMatchObject({ lane: 'door', view: { step: 'learn' } });
  });

  test('while they are listed every lane goes on', () => {
    press('F9');
    world.scan({ expect: 'green' });
    expect(story()).toEqual(['check-in', 'verdict', 'pulse in']);
  });
});

describe('a lesson', () => {
  beforeEach(() => press('F9', '1'));

  test('goes from code to code, tells what it found, is stored by Enter, and the next scan is a trial', () => {
    for (const [code, next] of [
      [0, 'accents'],
      [1, 'controls'],
    ] as const) {
      expect(read(code)).toBe(true);
      expect(view()).toMatchObject({ step: 'learn', code: { name: next }, problem: null });
    }
    press('Enter');
    expect(world.lessons.stored).toEqual([]);
    read(2);
    expect(view()).toMatchObject({ step: 'learned' });
    expect(JSON.stringify(view())).toContain('{"code":"prefix","value":"A1"}');
    press('Enter');
    expect(world.lessons.stored).toMatchObject([{ kind: 'serial', path: 'scanner-in', prefix: 'A1' }]);
    expect(world.lessons.tapped()).toBeNull();
    expect(view()).toEqual({ step: 'stored', index: 0, tried: null });
    expect(world.audited).toEqual([
      {
        who: 'operator',
        from: 'screen',
        what: 'scanner-learned',
        detail: { lane: 'in', scanner: 1, kind: 'serial' },
      },
    ]);
    world.scan({ text: 'no pass at all' });
    expect(view()).toMatchObject({ tried: { ok: false, problem: 'no-known-format' } });
    world.scan({ expect: 'green' });
    expect(view()).toMatchObject({ tried: { ok: true, format: 'hc1' } });
    expect(story()).toEqual([]);
    press('Escape');
    world.scan({ expect: 'green' });
    expect(story()).toEqual(['check-in', 'verdict', 'pulse in']);
  });

  test('shows a problem, and begins anew by Backspace', () => {
    read(0);
    read(0, { ...FACTORY, letters: 'upper' });
    expect(view()).toMatchObject({ step: 'learn', code: { name: 'letters' }, problem: 'one-case' });
    read(0);
    press('Backspace');
    expect(view()).toMatchObject({ code: { name: 'letters' }, problem: null, findings: [] });
    expect(world.lessons.tapped()).not.toBeNull();
  });

  test('tries another speed of the line where only garbage came, and gives the scanner back at its own', () => {
    world.lessons.send({ kind: 'bytes', baud: 9600, pieces: [{ bytes: new Uint8Array(60).fill(0xf8), at: 0 }] });
    expect(view()).toMatchObject({ problem: 'garbled' });
    expect(world.lessons.tapped()).toEqual({ place: { lane: 'in', index: 0 }, baud: 115_200 });
    press('Escape');
    expect(world.lessons.tapped()).toBeNull();
  });

  test('keeps the scanner as it was where it cannot be stored, and says why', () => {
    for (const code of [0, 1, 2]) read(code);
    world.lessons.refuse('station.json belongs to another user');
    press('Enter');
    expect(view()).toEqual({ step: 'not-stored', index: 0, detail: 'station.json belongs to another user' });
    expect(world.audited.map(({ what }) => what)).toEqual(['scanner-learned', 'scanner-not-stored']);
    expect(world.lessons.tapped()).toBeNull();
  });

  test('stores nothing that the audit log cannot tell of', () => {
    for (const code of [0, 1, 2]) read(code);
    world.fillDisk(true);
    press('Enter');
    expect(view()).toMatchObject({ step: 'not-stored', detail: 'disk-full' });
    expect(world.lessons.stored).toEqual([]);
  });

  test('closes by itself three minutes after the last key or scan', () => {
    world.idle(2 * MINUTE);
    read(0);
    world.idle(2 * MINUTE);
    press('Backspace');
    world.idle(2 * MINUTE);
    expect(panel().kind).toBe('set-up');
    world.idle(MINUTE);
    expect(panel()).toEqual({ kind: 'none' });
    expect(world.lessons.tapped()).toBeNull();
  });

  test('gives way to an officer who is needed elsewhere', () => {
    press('F2');
    expect(panel().kind).toBe('typed-code');
    expect(world.lessons.tapped()).toBeNull();
  });

  test('fits the schema of the window at every step', () => {
    for (const code of [0, 1, 2]) read(code);
    press('Enter');
    world.scan({ expect: 'green' });
    for (const each of world.happenings) {
      if (each.kind === 'shown') expect(toWindowSchema.safeParse(each.message).error).toBeUndefined();
    }
  });
});

describe('meanwhile', () => {
  test('its lane inward judges, records and opens nothing, whatever is scanned, typed or presented there', () => {
    press('F9', '1');
    read(0);
    for (const sample of world.samples) {
      world.scan({ id: sample.id });
      world.pass(2000);
    }
    world.window({ type: 'present', sample: world.samples[0]?.id ?? '', lane: 'in' });
    expect(story()).toEqual([]);
    expect(world.happenings.at(-1)).toMatchObject({ message: { notice: 'lane-in-set-up' } });
  });

  test('the other lanes go on', () => {
    press('F9', '1');
    world.scan({ expect: 'green' }, 'door');
    world.scan({ expect: 'black' }, 'out');
    expect(story()).toEqual(['check-in', 'verdict', 'check-in', 'verdict', 'pulse out']);
  });

  test('a lane outward keeps nobody in: every scan opens it, the test codes and trials among them', async () => {
    press('F9', '2');
    read(0);
    await world.settled();
    expect(story()).toEqual(['pulse out']);
    read(1);
    await world.settled();
    expect(story()).toEqual(['pulse out']);
    world.pass(10_000);
    read(2);
    world.pass(10_000);
    world.scan({ expect: 'black' }, 'out');
    press('Enter');
    world.pass(10_000);
    world.scan({ expect: 'abnormal' }, 'out');
    expect(view()).toMatchObject({ step: 'stored', tried: { ok: true } });
    await world.settled();
    expect(story().filter((word) => word === 'pulse out')).toHaveLength(4);
    expect(story().filter((word) => word === 'check-in')).toHaveLength(2);
  });
});
