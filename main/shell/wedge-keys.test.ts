import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { expect, test } from 'vitest';
import type { Keystroke } from '../contract/messages.ts';
import { keystrokeSchema } from '../contract/messages.ts';
import { catchKeys, keystrokeOf } from './wedge-keys.ts';

const KEY = {
  type: 'keyDown',
  code: 'KeyA',
  shift: false,
  control: false,
  alt: false,
  meta: false,
  isAutoRepeat: false,
};

test('a key that goes down is its position and shift, whatever character a layout makes of it', () => {
  expect(keystrokeOf({ ...KEY, shift: true }, 5)).toEqual({ code: 'KeyA', shift: true, modified: false, at: 5 });
  expect(keystrokeSchema.safeParse(keystrokeOf(KEY, 5)).success).toBe(true);
});

test('Ctrl, Alt and Meta are told', () => {
  for (const modifier of ['control', 'alt', 'meta']) {
    expect(keystrokeOf({ ...KEY, [modifier]: true }, 0)?.modified).toBe(true);
  }
});

test('releases and repeats of a held key are nothing', () => {
  expect(keystrokeOf({ ...KEY, type: 'keyUp' }, 0)).toBeNull();
  expect(keystrokeOf({ ...KEY, isAutoRepeat: true }, 0)).toBeNull();
});

test('a key without a known position is told, so that it spoils the scan it stands in', () => {
  for (const code of ['', 'x'.repeat(33)]) {
    const key = keystrokeOf({ ...KEY, code }, 7);
    expect(key).toEqual({ code: '', shift: false, modified: false, at: 7 });
    expect(keystrokeSchema.safeParse(key).success).toBe(true);
  }
});

test('every key is kept from the page, and a burst goes out whole, in order', async () => {
  const contents = new EventEmitter();
  const given: Keystroke[] = [];
  let prevented = 0;
  catchKeys(
    contents as WebContents,
    () => 1,
    (keys) => given.push(...keys),
  );
  const codes = Array.from({ length: 500 }, (_, index) => `Digit${index % 10}`);
  const event = { preventDefault: () => prevented++ };
  for (const code of codes) contents.emit('before-input-event', event, { ...KEY, code });
  contents.emit('before-input-event', event, { ...KEY, code: 'F5' });
  contents.emit('before-input-event', event, { ...KEY, type: 'keyUp' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(prevented).toBe(502);
  expect(given.map(({ code }) => code)).toEqual([...codes, 'F5']);
});

test('keys that never let the event loop turn are given out all the same, every one', () => {
  const contents = new EventEmitter();
  const batches: (readonly Keystroke[])[] = [];
  let now = 0;
  catchKeys(
    contents as WebContents,
    () => now,
    (keys) => batches.push(keys),
  );
  const event = { preventDefault: () => {} };
  for (let key = 0; key < 10_000; key++) contents.emit('before-input-event', event, KEY);
  expect(batches.flat().length).toBeGreaterThan(9900);
  const before = batches.flat().length;
  for (let key = 0; key < 20; key++) {
    now += 5;
    contents.emit('before-input-event', event, KEY);
  }
  expect(batches.flat().length).toBeGreaterThan(before + 10);
});
