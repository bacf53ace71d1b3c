import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { TEST_CODES } from '../../drivers/scanner/learn/test-codes.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { FACTORY, type ScannerSettings, sentBytes } from '../../fixtures/devices/simulated-scanner.ts';
import { LESSON_PROBLEM_TEXTS, LESSON_STEP_TEXTS } from '../../main/contract/scanner-lesson.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot } from './run-chot.ts';

if (PTY_MISSING !== null) console.warn(`skipped, chot scanner learn was not tried: ${PTY_MISSING}`);

const [LETTERS = '', ACCENTS = '', CONTROLS = ''] = TEST_CODES.map(({ text }) => text);
const SET: ScannerSettings = { ...FACTORY, prefix: 'S1-', terminator: '\r\n', aim: true, eci: true };

/** A lesson at a terminal: what it says can be waited for. */
class Terminal {
  said = '';
  out = '';
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<number | null>;
  #news = Promise.withResolvers<void>();

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [CLI, 'scanner', 'learn', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    });
  }

  /** Waits until it has said `words` since it was last waited for. */
  async until(words: string): Promise<void> {
    while (!this.said.includes(words)) await this.#news.promise;
    this.said = this.said.slice(this.said.indexOf(words) + words.length);
  }
}

async function scannerAtDoor(): Promise<{ fake: FakeSerialScanner; directory: string; path: string }> {
  const { directory } = await demoStation();
  const fake = new FakeSerialScanner('');
  onTestFinished(() => fake.device.remove());
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.lanes = [
    { name: 'ra', direction: 'out', scanners: [{ kind: 'wedge' }] },
    {
      name: 'vào',
      direction: 'in',
      scanners: [
        { kind: 'replay', path: 'x.txt' },
        { kind: 'serial', path: fake.device.path, baud: 115_200 },
      ],
    },
  ];
  writeFileSync(path, JSON.stringify(config));
  await fake.device.plug();
  return { fake, directory, path };
}

test.skipIf(PTY_MISSING !== null)(
  'a scanner is learned from three codes, and the station reads it from then on',
  async () => {
    const { fake, directory, path } = await scannerAtDoor();
    chmodSync(path, 0o640);
    const before = JSON.parse(readFileSync(path, 'utf8'));
    const terminal = new Terminal(['--data', directory, '--lane', 'vào', '--scanner', '2', '--store']);
    await terminal.until(LESSON_STEP_TEXTS.letters.en);
    await fake.send(sentBytes('HC1:NOT THIS ONE', SET));
    await terminal.until(LESSON_PROBLEM_TEXTS['another-code'].title.en);
    await terminal.until(LESSON_STEP_TEXTS.letters.en);
    await fake.send(sentBytes(LETTERS, SET), { chunk: 30, pauseMs: 2 });
    await terminal.until(LESSON_STEP_TEXTS.accents.vi);
    await fake.send(sentBytes(ACCENTS, SET));
    await terminal.until(LESSON_STEP_TEXTS.controls.vi);
    await fake.send(sentBytes(CONTROLS, SET));
    expect(await terminal.ended).toBe(0);
    expect(terminal.said).toContain('CR LF');
    expect(terminal.said).toContain(': ]Q2');

    const learned = { ...before.lanes[1].scanners[1], prefix: 'S1-' };
    expect(JSON.parse(terminal.out)).toMatchObject(learned);
    before.lanes[1].scanners[1] = learned;
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(before);
    expect(statSync(path).mode & 0o777).toBe(0o640);

    const station = spawn(process.execPath, [CLI, 'station', '--data', directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void station.kill('SIGKILL'));
    await new Promise((resolve) => station.stderr.once('data', resolve));
    const line = new Promise<Buffer>((resolve) => station.stdout.once('data', resolve));
    const scanning = setInterval(() => void fake.send(sentBytes('012345678901', SET)), 500);
    onTestFinished(() => clearInterval(scanning));
    expect(JSON.parse((await line).toString().split('\n')[0] ?? '')).toMatchObject({ lane: 'vào' });

    // which holds its data, and its port
    const beside = await chot(['scanner', 'learn', '--data', directory, '--lane', 'vào', '--scanner', '2']);
    expect([beside.status, beside.lines]).toEqual([1, []]);
    expect(beside.messages).toContain('stop it first, or learn on its screen');
    const onPort = await chot(['scanner', 'learn', '--port', fake.device.path]);
    expect([onPort.status, onPort.lines]).toEqual([1, []]);
    expect(onPort.messages).toContain('another program has it');
  },
);

test.skipIf(PTY_MISSING !== null)(
  'a port that is in no station.json: a wrong speed is left, and the settings are printed',
  async () => {
    const fake = new FakeSerialScanner('');
    onTestFinished(() => fake.device.remove());
    const terminal = new Terminal(['--port', fake.device.path]);
    await terminal.until('plug it in');
    await fake.device.plug();
    await terminal.until(LESSON_STEP_TEXTS.letters.en);
    await fake.send(Buffer.from('fe0080e0f8fe00', 'hex'));
    await terminal.until('115200 baud');
    await terminal.until(LESSON_STEP_TEXTS.letters.en);
    for (const [index, code] of [LETTERS, ACCENTS, CONTROLS].entries()) {
      if (index > 0) await terminal.until(Object.values(LESSON_STEP_TEXTS)[index]?.en ?? '');
      await fake.send(sentBytes(code, { ...FACTORY, suffix: '#' }));
    }
    expect(await terminal.ended).toBe(0);
    expect(JSON.parse(terminal.out)).toMatchObject({
      kind: 'serial',
      path: fake.device.path,
      baud: 115_200,
      suffix: '#',
    });
  },
);

test.skipIf(PTY_MISSING !== null)('a scanner that is unplugged in the lesson is asked for its code again', async () => {
  const { fake, directory } = await scannerAtDoor();
  const terminal = new Terminal(['--data', directory, '--lane', 'vào', '--scanner', '2']);
  await terminal.until(LESSON_STEP_TEXTS.letters.en);
  await fake.send(sentBytes(LETTERS, SET));
  await terminal.until(LESSON_STEP_TEXTS.accents.en);
  await fake.send(sentBytes(ACCENTS, SET).subarray(0, 30));
  await fake.device.unplug();
  await terminal.until('not found, plug it in');
  await fake.device.plug();
  await terminal.until(LESSON_STEP_TEXTS.accents.en);
  await fake.send(sentBytes(ACCENTS, SET));
  await terminal.until(LESSON_STEP_TEXTS.controls.en);
  await fake.send(sentBytes(CONTROLS, SET));
  expect(await terminal.ended).toBe(0);
});

test('a port that is none is told with what to do', async () => {
  const { status, messages } = await chot(['scanner', 'learn', '--port', '/dev/null']);
  expect(status).toBe(1);
  expect(messages).toContain('/dev/null: không mở được: xem lại đường dẫn');
  expect(messages).toContain('cannot be opened: look at the path');
});

test.skipIf(PTY_MISSING !== null)('a lesson that is ended stores nothing', async () => {
  const { fake, directory, path } = await scannerAtDoor();
  const before = readFileSync(path, 'utf8');
  const terminal = new Terminal(['--data', directory, '--lane', 'vào', '--scanner', '2', '--store']);
  await terminal.until(LESSON_STEP_TEXTS.letters.en);
  await fake.send(sentBytes(LETTERS, SET));
  await terminal.until(LESSON_STEP_TEXTS.accents.en);
  terminal.child.kill('SIGINT');
  expect(await terminal.ended).toBe(1);
  expect(terminal.out).toBe('');
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('what cannot be learned here is said, and why', async () => {
  const { directory } = await demoStation();
  const wedge = await chot(['scanner', 'learn', '--data', directory]);
  expect([wedge.status, wedge.lines]).toEqual([1, []]);
  expect(wedge.messages).toContain('học trên màn hình của trạm');
  const path = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.lanes[0].scanners.push({ kind: 'serial', path: '/dev/ttyUSB0' });
  writeFileSync(path, JSON.stringify(config));
  for (const [args, words] of [
    [['learn', '--data', directory], '--scanner 2: serial /dev/ttyUSB0'],
    [['learn', '--data', directory, '--scanner', '3'], 'no such scanner'],
    [['learn', '--port', '/dev/x', '--store'], '--port and --usb each stand alone'],
    [['learn', '--usb', 'nonsense'], 'vendor:product'],
    [['sheet'], '--out is needed'],
    [['teach'], 'usage:'],
  ] as const) {
    const answer = await chot(['scanner', ...args]);
    expect([answer.status, answer.lines]).toEqual([2, []]);
    expect(answer.messages).toContain(words);
  }
});
