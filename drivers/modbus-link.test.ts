import { expect, test } from 'vitest';
import { ok } from '../main/contract/result.ts';
import { openModbus } from './modbus-link.ts';
import type { OpenSerial } from './serial-port.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const spaced = (telegram: Uint8Array) => Buffer.from(telegram).toString('hex').toUpperCase().match(/../g)?.join(' ');

/** A link to unit 1 on a line where every request gets the given bytes as answer. */
async function linkThatHears(...answers: string[]) {
  const { open, ...line } = lineThatHears(...answers);
  const opened = await openModbus({ path: 'line', baud: 9600 }, { data: () => {}, closed: () => {} }, open);
  if (!opened.ok) throw new Error(opened.error.detail);
  return { ...line, link: opened.value.slave(1), opened: opened.value };
}

function lineThatHears(...answers: string[]) {
  const sent: (string | undefined)[] = [];
  const sentAt: number[] = [];
  const last: (string | undefined)[] = [];
  const line = { gone: (_detail: string) => {} };
  const open: OpenSerial = async (_options, events) => {
    line.gone = (detail) => events.closed(detail);
    return ok({
      write: async (telegram) => {
        sent.push(spaced(telegram));
        sentAt.push(performance.now());
        const answer = answers.shift();
        if (answer !== undefined) setImmediate(() => events.data(bytes(answer), performance.now()));
        return ok(undefined);
      },
      writeLast: (telegram) => void last.push(spaced(telegram)),
      close: async () => {},
      isThere: async () => true,
    });
  };
  return { open, sent, sentAt, last, line };
}

test.each([
  [0, 0xff00, '01 05 00 00 FF 00 8C 3A'],
  [0, 0x0000, '01 05 00 00 00 00 CD CA'],
  [1, 0xff00, '01 05 00 01 FF 00 DD FA'],
  [1, 0x0000, '01 05 00 01 00 00 9C 0A'],
  [0x0200, 3, '01 05 02 00 00 03 8C 73'],
  [0x0200, 5, '01 05 02 00 00 05 0C 71'],
  [0x0200, 10, '01 05 02 00 00 0A 4C 75'],
])('coil %i, value %i is %s, as published for the boards, and so is its echo', async (address, value, telegram) => {
  const { link, sent } = await linkThatHears(telegram);
  expect(await link.writeCoil(address, value)).toEqual(ok(undefined));
  expect(sent).toEqual([telegram]);
});

test('eight coils off, and one coil and one input read', async () => {
  const { link, sent } = await linkThatHears('01 0F 00 00 00 08 54 0D', '01 01 01 01 90 48', '01 02 01 00 A1 88');
  expect(await link.writeCoils(0, Array(8).fill(false))).toEqual(ok(undefined));
  expect(await link.readCoil(0)).toEqual(ok(true));
  expect(await link.readInput(0)).toEqual(ok(false));
  expect(sent[0]).toBe('01 0F 00 00 00 08 01 00 FE 95');
});

test.each([
  ['the echo of another coil', '01 05 00 01 FF 00 DD FA', 'the answer is that to another command'],
  ['the late echo of the command before', '01 05 00 00 00 00 CD CA', 'the answer is that to another command'],
  ['a refusal', '01 85 02 C3 51', 'Modbus exception 2: Illegal data address (register not supported by device)'],
  ['a wrong CRC', '01 05 00 00 FF 00 8C 3B', 'no answer'],
  ['the answer of another unit', '02 05 00 00 FF 00 8C 09', 'no answer'],
  ['half an answer', '01 05 00', 'no answer'],
])('%s is no success', async (_name, answer, error) => {
  const { link } = await linkThatHears(answer);
  expect(await link.writeCoil(0, 0xff00)).toEqual({ ok: false, error });
});

test('after an answer that never came the next request has its own', async () => {
  const { link } = await linkThatHears('', '01 05 00 00 00 00 CD CA');
  expect(await link.writeCoil(0, 0xff00)).toEqual({ ok: false, error: 'no answer' });
  expect(await link.writeCoil(0, 0x0000)).toEqual(ok(undefined));
});

test('the late rest of an answer is none to the next request', async () => {
  const { link } = await linkThatHears('01 05 00 00 FF 00', '8C 3A 01 05 00 00 00 00 CD CA');
  expect((await link.writeCoil(0, 0xff00)).ok).toBe(false);
  expect(await link.writeCoil(0, 0x0000)).toEqual(ok(undefined));
});

test('an answer that waits while this process is busy is heard', async () => {
  const { link } = await linkThatHears('01 05 00 00 FF 00 8C 3A');
  const written = link.writeCoil(0, 0xff00);
  const until = performance.now() + 400;
  while (performance.now() < until);
  expect(await written).toEqual(ok(undefined));
});

test('an unplug ends the request that waits, and those after it', async () => {
  const { link, line } = await linkThatHears();
  const waiting = link.readCoil(0);
  line.gone('the device hung up');
  expect(await waiting).toEqual({ ok: false, error: 'the device is closed' });
  expect((await link.readCoil(0)).ok).toBe(false);
});

test('the last word of a dying process is the telegram that switched off', async () => {
  const { link, last } = await linkThatHears('01 05 00 00 00 00 CD CA', '01 05 00 00 FF 00 8C 3A');
  link.writeLastOff();
  await link.writeCoil(0, 0x0000);
  await link.writeCoil(0, 0xff00);
  link.writeLastOff();
  expect(last).toEqual(['01 05 00 00 00 00 CD CA']);
});

test('several slaves on one line, each with its own last word', async () => {
  const off = (unit: string, coil: string, crc: string) => `${unit} 05 00 ${coil} 00 00 ${crc}`;
  const [first, second] = [off('01', '00', 'CD CA'), off('02', '01', '9C 39')];
  const { opened, last } = await linkThatHears(first, second);
  const [one, two] = [opened.slave(1), opened.slave(2)];
  expect([await one.writeCoil(0, 0), await two.writeCoil(1, 0)]).toEqual([ok(undefined), ok(undefined)]);
  one.writeLastOff();
  two.writeLastOff();
  expect(last).toEqual([first, second]);
});

test('between an answer and the next telegram the line is silent for 3.5 characters, or slaves would take them for one', async () => {
  const { link, sentAt } = await linkThatHears(...Array(5).fill('01 05 00 00 FF 00 8C 3A'));
  for (let round = 0; round < 5; round++) await link.writeCoil(0, 0xff00);
  const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual((3.5 * 11 * 1000) / 9600);
});
