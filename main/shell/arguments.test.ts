import { expect, test } from 'vitest';
import { parseShellArguments } from './arguments.ts';

const parse = (...argv: string[]) => parseShellArguments(argv, {});

test('takes the data directory in both spellings, and --windowed', () => {
  expect(parse('--data', '/srv/chot', '--windowed')).toEqual({
    ok: true,
    value: { data: '/srv/chot', windowed: true },
  });
  expect(parse('--data=/srv/chot')).toEqual({ ok: true, value: { data: '/srv/chot', windowed: false } });
  expect(parse()).toEqual({ ok: true, value: { data: undefined, windowed: false } });
});

test('leaves the switches of Chromium and Node to them', () => {
  const given = parse('--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '--ozone-platform=x11', '--data=d');
  expect(given).toEqual({ ok: true, value: { data: 'd', windowed: false } });
});

test.each([
  [['--widowed'], 'widowed'],
  [['--data'], 'data'],
  [['--data='], 'data'],
  [['--windowed=no'], 'windowed'],
  [['elsewhere'], 'elsewhere'],
])('%j is refused and named', (argv, named) => {
  const given = parse(...argv);
  expect(given).toMatchObject({ ok: false });
  expect(given.ok ? '' : given.error).toContain(named);
  expect(given.ok ? '' : given.error).toContain('usage:');
});

test('CHOT_WINDOWED opens an ordinary window too', () => {
  expect(parseShellArguments([], { CHOT_WINDOWED: '1' })).toMatchObject({ value: { windowed: true } });
});
