import { describe, expect, test } from 'vitest';
import { stationConfigSchema, turnstileConfigSchema } from '../../main/contract/station-config.ts';
import { configuredTurnstile } from './configured.ts';

test.each([
  [{ kind: 'lcus', path: '/dev/a' }, '/dev/a'],
  [{ kind: 'usbrelay' }, 'usbrelay'],
  [{ kind: 'usbrelay', serial: 'CHOT1', channel: 8 }, 'usbrelay CHOT1'],
  [{ kind: 'hid-5131' }, 'hid-5131'],
  [{ kind: 'hid-0519', path: '/dev/gate' }, '/dev/gate'],
  [{ kind: 'modbus', path: '/dev/b' }, '/dev/b'],
])('%j makes a turnstile, named %s to the officer', (config, name) => {
  const turnstile = configuredTurnstile(turnstileConfigSchema.parse(config), { pulseMs: 400, windowMs: 5000 });
  expect(turnstile.name).toBe(name);
});

test.each([
  ['a board that is not known', { kind: 'relay9000', path: '/dev/a' }],
  ['a ninth relay', { kind: 'usbrelay', channel: 9 }],
  ['a serial that no board has', { kind: 'usbrelay', serial: 'CHOT' }],
  ['the broadcast address, which nobody answers', { kind: 'modbus', path: '/dev/b', unit: 0 }],
  ['a coil that is none', { kind: 'modbus', path: '/dev/b', coil: 256 }],
  ['a key of another board', { kind: 'lcus', path: '/dev/a', coil: 1 }],
])('%s is refused', (_name, config) => {
  expect(turnstileConfigSchema.safeParse(config).success).toBe(false);
});

test('only a board that is told to time its pulse ends it when this machine dies in it', () => {
  const endsItself = (config: object) =>
    configuredTurnstile(turnstileConfigSchema.parse(config), { pulseMs: 400, windowMs: 5000 }).endsPulseItself;
  expect(endsItself({ kind: 'modbus', path: '/dev/b', flashOn: true })).toBe(true);
  for (const kind of ['modbus', 'lcus', 'hid-5131', 'hid-0519'])
    expect(endsItself({ kind, path: '/dev/b' })).toBe(false);
  expect(endsItself({ kind: 'usbrelay' })).toBe(false);
});

describe('two lanes', () => {
  const station = (...turnstiles: object[]) => ({
    site: { id: 'cho', name: 'Chợ', type: 'cho' },
    station: 'cho-1',
    locality: 'hcm',
    lanes: turnstiles.map((turnstile, index) => ({ name: `${index}`, direction: 'in', turnstile })),
  });
  test.each<[string, object, object]>([
    ['the same Modbus adapter', { kind: 'modbus', path: '/dev/a' }, { kind: 'modbus', path: '/dev/a', coil: 1 }],
    ['the same serial', { kind: 'usbrelay', serial: 'CHOT1' }, { kind: 'usbrelay', serial: 'CHOT1', channel: 2 }],
    ['one that could be any board', { kind: 'usbrelay', serial: 'CHOT1' }, { kind: 'usbrelay' }],
    ['two that could be any board', { kind: 'hid-0519' }, { kind: 'hid-0519' }],
  ])('with %s are refused: one could open the other gate', (_name, first, second) => {
    expect(stationConfigSchema.safeParse(station(first, second)).success).toBe(false);
  });

  test('with a board each are taken', () => {
    const boards = [{ kind: 'usbrelay', serial: 'CHOT1' }, { kind: 'usbrelay', serial: 'CHOT2' }, { kind: 'hid-0519' }];
    expect(stationConfigSchema.safeParse(station(...boards)).success).toBe(true);
  });
});
