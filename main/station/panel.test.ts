import { describe, expect, test } from 'vitest';
import { overrideReasons } from '../contract/override-reasons.ts';
import type { Panel } from '../contract/panels.ts';
import { originPanel, pressKey as press } from './panel.ts';

const typed = (key: string) => ({ kind: 'typed', key }) as const;
const CLOSED: Panel = { kind: 'none' };
const UUID = '0192e4a0-0000-7000-8000-000000000000';
const UNITS = ['Hà Nội', 'Hải Dương', 'Bắc Giang'].map((name, at) => ({ code: `0${at}`, name }));
/** By the plain first letters. */
const units = (typed: string) => UNITS.filter((_, at) => ['HANOI', 'HAIDUONG', 'BACGIANG'][at]?.startsWith(typed));
const pressKey = (panel: Panel, key: Parameters<typeof press>[1], lane: string) => press(panel, key, lane, units);

describe('the override panel', () => {
  test.each([true, false])('counts the reasons by digit, when admit is %s, and knows no others', (admit) => {
    const panel: Panel = { kind: 'override', lane: 'in', refersTo: UUID, admit };
    const chosen = [...'0123456789'].map((digit) => pressKey(panel, typed(digit), 'in').effects);
    const reasons = overrideReasons(admit);
    expect(chosen.flat().map((effect) => effect.kind === 'override' && effect.reason)).toEqual(reasons);
    expect(chosen[0]).toEqual([]);
    expect(pressKey(panel, typed('Escape'), 'in')).toEqual({ panel: CLOSED, effects: [] });
  });
});

test('a digit that came with others, as of a short code before the scanner, decides nothing', () => {
  const rolled = { ...typed('1'), rolled: true } as const;
  const override: Panel = { kind: 'override', lane: 'in', refersTo: UUID, admit: true };
  for (const panel of [override, originPanel('in', UUID, '', units)]) {
    expect(pressKey(panel, rolled, 'in')).toEqual({ panel, effects: [] });
  }
  expect(pressKey(CLOSED, rolled, 'in').panel).toMatchObject({ text: '1' });
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

describe('the origin panel', () => {
  const open = originPanel('in', UUID, '', units);
  const typing = (...keys: string[]) =>
    keys.reduce((step, key) => pressKey(step.panel, typed(key), 'in'), { panel: open as Panel, effects: [] } as Step);
  type Step = ReturnType<typeof pressKey>;
  const picked = (step: Step) => step.effects.map((effect) => effect.kind === 'origin' && effect.unit);

  test('is asked for by F5, whatever is open', () => {
    const step = pressKey(open, { kind: 'command', key: 'F5' }, 'in');
    expect(step).toEqual({ panel: open, effects: [{ kind: 'request-origin' }] });
  });
  test('offers every unit; a digit picks, also after letters have narrowed them; Enter picks the first', () => {
    expect(open.choices).toEqual(UNITS);
    expect(typing('3')).toEqual({ panel: CLOSED, effects: [{ kind: 'origin', refersTo: UUID, unit: '02' }] });
    expect(typing('H').panel).toMatchObject({ text: 'H', choices: UNITS.slice(0, 2) });
    expect(picked(typing('H', '2'))).toEqual(['01']);
    expect(picked(typing('H', 'A', 'I', 'Enter'))).toEqual(['01']);
    expect(picked(typing('Enter'))).toEqual(['00']);
  });
  test('picks nothing that it does not offer', () => {
    for (const key of ['0', '4', '9', 'Tab', '-', '']) expect(typing(key)).toEqual({ panel: open, effects: [] });
    expect(typing('H', '3').effects).toEqual([]);
    expect(typing('X').panel).toMatchObject({ choices: [] });
    expect(typing('X', 'Enter').effects).toEqual([]);
  });
  test('takes a letter back, has a limit, and closes', () => {
    expect(typing('X', 'Backspace')).toEqual({ panel: open, effects: [] });
    expect(typing(...Array.from({ length: 100 }, () => 'a')).panel).toMatchObject({ text: 'a'.repeat(40) });
    expect(typing('H', 'Escape')).toEqual({ panel: CLOSED, effects: [] });
  });
  test('offers no more than there are digits', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ code: `${10 + at}`, name: `Xã ${at}` }));
    expect(originPanel('in', UUID, '', () => many).choices).toHaveLength(9);
  });
});
