import { describe, expect, test } from 'vitest';
import type { Panel } from '../contract/messages.ts';
import { overrideReasons } from '../contract/override-reasons.ts';
import { pressKey } from './panel.ts';

const typed = (key: string) => ({ kind: 'typed', key }) as const;
const CLOSED: Panel = { kind: 'none' };

describe('the override panel', () => {
  test.each([true, false])('counts the reasons by digit, when admit is %s, and knows no others', (admit) => {
    const panel: Panel = { kind: 'override', lane: 'in', refersTo: '0192e4a0-0000-7000-8000-000000000000', admit };
    const chosen = [...'0123456789'].map((digit) => pressKey(panel, typed(digit), 'in').effects);
    const reasons = overrideReasons(admit);
    expect(chosen.flat().map((effect) => effect.kind === 'override' && effect.reason)).toEqual(reasons);
    expect(chosen[0]).toEqual([]);
    expect(pressKey(panel, typed('Escape'), 'in')).toEqual({ panel: CLOSED, effects: [] });
  });
});

describe('the typed code', () => {
  const type = (panel: Panel, keys: readonly string[]): Panel =>
    keys.reduce((open, key) => pressKey(open, typed(key), 'in').panel, panel);

  test('opens by its first digit, forgets what is erased, and is bounded', () => {
    expect(type(CLOSED, ['1', '2', 'Backspace', '3'])).toEqual({ kind: 'typed-code', lane: 'in', text: '13' });
    expect(type(CLOSED, ['x'])).toEqual(CLOSED);
    const long = type(
      CLOSED,
      Array.from({ length: 500 }, () => '7'),
    );
    expect(long.kind === 'typed-code' && long.text).toHaveLength(64);
  });

  test('is submitted once by Enter, and never when it is empty', () => {
    const step = pressKey(type(CLOSED, ['1', '2']), typed('Enter'), 'in');
    expect(step).toEqual({ panel: CLOSED, effects: [{ kind: 'submit-code', lane: 'in', text: '12' }] });
    const opened = pressKey(CLOSED, { kind: 'command', key: 'F2' }, 'in').panel;
    expect(pressKey(opened, typed('Enter'), 'in').effects).toEqual([]);
  });
});
