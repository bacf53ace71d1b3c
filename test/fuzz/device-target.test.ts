import { expect, test } from 'vitest';
import { decodeScript, encodeScript, mutateScript, type Piece } from './device-script.ts';
import { deviceTarget } from './device-target.ts';
import { Random } from './random.ts';
import { count, emptyTally } from './tally.ts';

const LONG = Array.from({ length: 120 }, (_, index) => String(index).padStart(4, '0')).join('');
const target = await deviceTarget({
  texts: [
    { name: 'long', text: `HC1:${LONG}` },
    { name: 'code', text: '079123456789' },
    { name: 'letters of Vietnam', text: '001093029317|Nguyễn Văn Ánh|1987' },
  ],
});

test('the same input is made again from seed and number, and a script is what was written', () => {
  for (let number = 0; number < 200; number++) expect(target.make(7, number)).toEqual(target.make(7, number));
  expect(target.make(8, 3)).not.toEqual(target.make(7, 3));
  const script: Piece[] = [0, 1, 300].map((after) => ({ after, bytes: Uint8Array.of(after & 0xff, 2, 3) }));
  expect(decodeScript(encodeScript(script))).toEqual(script);
  const flood = { after: 0, bytes: new Uint8Array(60_000) };
  for (let number = 0; number < 50; number++) {
    const mutated = mutateScript(Array(300).fill(flood), new Random(1, number), []);
    expect(encodeScript(mutated).length).toBeLessThan(300_000);
  }
});

test('every kind of device comes to what it can come to', async () => {
  const tally = emptyTally();
  for (let number = 0; number < 8000; number++) {
    const input = target.make(1, number);
    const outcome = await target.check(input);
    expect(outcome, `input ${number}`).toMatchObject({ ok: true });
    if (outcome.ok) count(tally, input.kind, outcome.outcome);
  }
  const reached = (kind: string) => Object.keys(tally.outcomes[kind] ?? {});
  expect(reached('serial')).toEqual(expect.arrayContaining(['bytes', 'nothing']));
  for (const layout of ['honeywell', 'newland', 'shifted']) {
    expect(reached(`hid ${layout}`)).toEqual(expect.arrayContaining(['bytes', 'incomplete', 'bytes and incomplete']));
  }
  expect(reached('zebra')).toEqual(expect.arrayContaining(['bytes']));
  expect(reached('descriptor')).toEqual(
    expect.arrayContaining(['truncated', 'unbalanced', 'no layout', 'layout: bytes']),
  );
  const contents = ['text', 'text, with what was around it taken off', 'not-utf8', 'control-characters'];
  expect(reached('content')).toEqual(expect.arrayContaining(contents));
  expect(reached('keys')).toEqual(expect.arrayContaining(['scan', 'control-characters', 'input-method']));
  expect(reached('keys at a panel')).toEqual(expect.arrayContaining(['scan', 'typed']));
  for (const board of ['lcus', 'hid-5131'])
    expect(reached(board)).toEqual(expect.arrayContaining(['states', 'no state']));
  expect(reached('usbrelay')).toEqual(expect.arrayContaining(['state', 'refused']));
  expect(reached('modbus')).toEqual(expect.arrayContaining(['an answer', 'a refusal', 'no answer']));
});

test('an exception would be noticed', async () => {
  const input = { from: '', kind: 'a device that there is not', bytes: new Uint8Array(), text: null };
  expect(await target.check(input)).toMatchObject({ ok: false, failure: 'exception' });
});
