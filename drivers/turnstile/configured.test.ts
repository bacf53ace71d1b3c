import { expect, test } from 'vitest';
import { turnstileConfigSchema } from '../../main/contract/station-config.ts';
import { ConfiguredTurnstiles } from './configured.ts';

const TIMES = { pulseMs: 400, windowMs: 5000 };

test.each([
  [{ kind: 'lcus', path: '/dev/a' }, '/dev/a'],
  [{ kind: 'usbrelay' }, 'usbrelay'],
  [{ kind: 'usbrelay', serial: 'CHOT1', channel: 8 }, 'usbrelay CHOT1'],
  [{ kind: 'hid-5131' }, 'hid-5131'],
  [{ kind: 'hid-0519', path: '/dev/gate' }, '/dev/gate'],
  [{ kind: 'modbus', path: '/dev/b' }, '/dev/b'],
])('%j makes a turnstile, named %s to the officer', (config, name) => {
  const turnstile = new ConfiguredTurnstiles(TIMES).turnstile(turnstileConfigSchema.parse(config));
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
    new ConfiguredTurnstiles(TIMES).turnstile(turnstileConfigSchema.parse(config)).endsPulseItself;
  expect(endsItself({ kind: 'modbus', path: '/dev/b', flashOn: true })).toBe(true);
  for (const kind of ['modbus', 'lcus', 'hid-5131', 'hid-0519'])
    expect(endsItself({ kind, path: '/dev/b' })).toBe(false);
  expect(endsItself({ kind: 'usbrelay' })).toBe(false);
});
