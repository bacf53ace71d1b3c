import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeModbusBoard } from '../../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import type { Status, Step } from '../../main/doctor/finding.ts';
import { type GateStation, gateStation } from './gate-station.ts';
import { CLI, chot, type Finished, scratchDirectory } from './run-chot.ts';

if (PTY_MISSING !== null) console.warn(`skipped, chot doctor was not tried with devices: ${PTY_MISSING}`);

type Said = {
  readonly number: string;
  readonly step: Step;
  readonly status: Status;
  readonly what: { readonly en: string };
  readonly todo: { readonly vi: string; readonly en: string } | null;
};

function findings({ lines }: Finished): Said[] {
  return lines.map((line) => JSON.parse(line) as Said);
}

async function examined(directory: string, ...more: string[]) {
  const finished = await chot(['doctor', '--data', directory, '--json', ...more]);
  const said = findings(finished);
  return { finished, of: (step: Step) => said.filter((each) => each.step === step) };
}

function statuses(said: readonly Said[]): Status[] {
  return said.map(({ status }) => status);
}

/** A process of this machine that has the port, as another program would. */
async function occupied(path: string): Promise<ChildProcess> {
  const driver = new URL('../../drivers/serial-port.ts', import.meta.url).href;
  const script = `import { openSerialPort } from '${driver}';
    const opened = await openSerialPort({ path: process.argv[1], baud: 9600 }, { data() {}, closed() {} });
    console.log(opened.ok ? 'open' : opened.error.detail);
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  expect(`${said}`.trim()).toBe('open');
  return child;
}

async function running({ directory, board }: GateStation): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stderr.once('data', resolve));
  await board.until(() => board.commands.length > 0);
  return child;
}

describe.skipIf(PTY_MISSING !== null)('devices of station.json', () => {
  test('those that work are opened and asked, and no relay is switched', async () => {
    const gate = await gateStation();
    const { finished, of } = await examined(gate.directory);
    expect(of('scanners').map(({ status, what }) => `${status} ${what.en}`)).toEqual([
      expect.stringMatching(/^ok .*: opens/),
      // what plays the scanner has its port open, and has not asked for the lock
      expect.stringMatching(/^warn .*takes scans away: socat/),
    ]);
    expect(of('turnstiles').map(({ status, what }) => `${status} ${what.en}`)).toEqual([
      expect.stringMatching(/^ok .*its relay is off/),
      expect.stringMatching(/^warn .*stays on if the PC dies/),
    ]);
    expect(of('pulses')).toEqual([]);
    expect(gate.board.commands).toEqual([]);
    expect(finished.status).toBe(0);
  });

  test('it says it in lines too, numbered, in the language of the station or another', async () => {
    const { directory } = await gateStation();
    const vietnamese = await chot(['doctor', '--data', directory]);
    expect(vietnamese.lines[0]).toMatch(/^1 .*ok .* Chốt \d/);
    expect(vietnamese.lines.join('\n')).toMatch(/^11\.1 +ok +Làn gate, .*: mở được/m);
    expect(vietnamese.lines.join('\n')).toMatch(/^12\.2 +WARN .*\n +→ Chỉ đấu vào/m);
    const english = await chot(['doctor', '--data', directory, '--lang', 'en']);
    expect(english.lines.join('\n')).toMatch(/^11\.1 +ok +Lane gate, .*: opens/m);
  });

  test('a port that another program has is told with the name of that program', async () => {
    const { directory, scanner } = await gateStation();
    const { pid } = await occupied(scanner.device.path);
    const { finished, of } = await examined(directory);
    expect(statuses(of('scanners'))).toEqual(['fail']);
    expect(of('scanners')[0]?.todo?.en).toMatch(new RegExp(`^Close the program that uses it: node .*process ${pid}`));
    expect(of('scanners')[0]?.todo?.vi).toContain(`tiến trình ${pid}`);
    expect(finished.status).toBe(1);
  });

  test('a port that is not there is told with those that are', async () => {
    const { directory, scanner } = await gateStation();
    await scanner.device.unplug();
    const { finished, of } = await examined(directory);
    expect(of('scanners').map(({ status, what }) => `${status} ${what.en}`)).toEqual([
      expect.stringMatching(/^fail .*not found/),
    ]);
    expect(finished.status).toBe(1);
  });

  test('a port that this user may not open is told with what gives the right', async () => {
    const { directory, scanner } = await gateStation();
    chmodSync(realpathSync(scanner.device.path), 0o000);
    const finished = await asOrdinaryUser(directory);
    if (finished === null) return console.warn('left out: an ordinary user cannot read this checkout');
    const [said] = findings(finished).filter(({ step }) => step === 'scanners');
    expect(said).toMatchObject({ status: 'fail', what: { en: expect.stringContaining('no right to open it') } });
    expect(said?.todo?.en).toMatch(/usermod -aG \w+/);
    expect(finished.status).toBe(1);
  });

  test('what the running station of this data has is well, and is not interrupted', async () => {
    const gate = await gateStation();
    const station = await running(gate);
    const before = gate.board.commands.length;
    const { finished, of } = await examined(gate.directory);
    expect(of('record').at(-1)?.what.en).toContain(`process ${station.pid}`);
    expect(of('scanners').map(({ status, what }) => `${status} ${what.en}`)).toEqual([
      expect.stringMatching(/^ok .*the running station uses it/),
      expect.stringMatching(/^warn .*takes scans away: socat/),
    ]);
    expect(of('turnstiles')[0]).toMatchObject({ status: 'info' });
    expect(finished.status).toBe(0);
    expect(gate.board.commands.length).toBe(before);
    expect(station.exitCode).toBeNull();
  });

  test('a board that is silent, on, or another channel’s is told', async () => {
    const gate = await gateStation();
    gate.board.manner = 'silent';
    expect((await examined(gate.directory)).of('turnstiles')[0]).toMatchObject({ status: 'info' });
    gate.board.manner = 'well';
    gate.board.command(1, true);
    expect((await examined(gate.directory)).of('turnstiles')[0]?.what.en).toMatch(/relay is ON/);
    gate.change({
      lanes: [{ name: 'gate', direction: 'in', turnstile: { kind: 'lcus', path: gate.board.device.path, channel: 8 } }],
    });
    expect((await examined(gate.directory)).of('turnstiles')[0]?.what.en).toMatch(/not of this channel/);
  });
});

test.skipIf(PTY_MISSING !== null)('one board that two lanes call by different names fails', async () => {
  const { directory, board, change } = await gateStation();
  const other = join(directory, 'other-name');
  symlinkSync(board.device.path, other);
  const turnstile = (path: string, channel: number) => ({ kind: 'lcus', path, channel });
  change({
    lanes: [
      { name: 'in', direction: 'in', turnstile: turnstile(board.device.path, 1) },
      { name: 'out', direction: 'out', turnstile: turnstile(other, 2) },
    ],
  });
  const { finished, of } = await examined(directory);
  expect(of('turnstiles').at(-1)?.what.en).toBe(`Lane out, ${other}: is the same device as ${board.device.path}`);
  expect(finished.status).toBe(1);
});

test.skipIf(PTY_MISSING !== null)('a Modbus board is told by what it answers, its passage contact too', async () => {
  const { directory, change } = await gateStation();
  const board = new FakeModbusBoard();
  onTestFinished(() => board.device.remove());
  await board.plug();
  const turnstile = { kind: 'modbus', path: board.device.path, passageInput: 1, flashOn: true };
  change({ lanes: [{ name: 'gate', direction: 'in', turnstile }] });
  const told = async () =>
    (await examined(directory)).of('turnstiles').map(({ status, what }) => `${status} ${what.en.split(': ')[1]}`);
  expect(await told()).toEqual(['ok answers, its relay is off', 'ok the passage contact is at rest']);
  board.inputs.add(1);
  expect((await told())[1]).toBe('warn the passage contact is closed');
  board.manner = 'refuse';
  expect(await told()).toEqual([
    'fail the board answers, but not of this channel',
    'warn the passage contact cannot be read',
  ]);
  board.manner = 'gone';
  const { finished, of } = await examined(directory);
  expect(of('turnstiles')[0]).toMatchObject({ status: 'fail', what: { en: expect.stringMatching(/does not answer/) } });
  expect(finished.status).toBe(1);
});

describe.skipIf(PTY_MISSING !== null)('--test-turnstiles', () => {
  test('a relay that does not switch off is told as that', async () => {
    const gate = await gateStation();
    gate.board.stuck = true;
    const { finished, of } = await examined(gate.directory, '--test-turnstiles');
    expect(of('pulses')[0]?.what.en).toMatch(/WAS SWITCHED ON AND IS NOT KNOWN TO BE OFF/);
    expect(finished.status).toBe(1);
  });

  test('of a board that says nothing nobody claims that it switched', async () => {
    const gate = await gateStation();
    gate.board.manner = 'silent';
    const { finished, of } = await examined(gate.directory, '--test-turnstiles');
    expect(of('pulses')[0]).toMatchObject({ status: 'info', what: { en: expect.stringMatching(/does not say/) } });
    expect(finished.status).toBe(0);
  });

  test('opens each turnstile once, says so before, and leaves it off', async () => {
    const gate = await gateStation();
    const { finished, of } = await examined(gate.directory, '--test-turnstiles');
    expect(gate.board.openings(1)).toBe(1);
    expect(gate.board.isOn(1)).toBe(false);
    expect(statuses(of('pulses'))).toEqual(['ok']);
    expect(finished.messages).toMatch(/MỞ MỘT LẦN, 400 ms/);
    expect(finished.status).toBe(0);
  });

  test('opens nothing while a station runs on this data', async () => {
    const gate = await gateStation();
    await running(gate);
    const { finished, of } = await examined(gate.directory, '--test-turnstiles');
    expect(gate.board.openings(1)).toBe(0);
    expect(statuses(of('pulses'))).toEqual(['fail']);
    expect(finished.messages).not.toMatch(/MỞ MỘT LẦN/);
    expect(finished.status).toBe(1);
  });

  test('a board that is not there fails', async () => {
    const gate = await gateStation();
    await gate.board.unplug();
    const { finished, of } = await examined(gate.directory, '--test-turnstiles');
    expect(statuses(of('pulses'))).toEqual(['fail']);
    expect(finished.status).toBe(1);
  });
});

test('without a station it examines the machine all the same, in English, and fails; nothing is made', async () => {
  const directory = scratchDirectory();
  const { finished, of } = await examined(join(directory, 'gone'));
  expect(finished.status).toBe(1);
  expect(statuses(of('data'))).toEqual(['fail']);
  expect(of('libraries').length).toBeGreaterThan(0);
  expect(of('ports').length).toBeGreaterThan(0);
  expect(readdirSync(directory)).toEqual([]);
  expect((await chot(['doctor', '--data', directory])).lines.join('\n')).toContain('station.json is missing');
});

test.each([[['--lang', 'fr']], [['--colour']], [['now']]])('doctor %j is a usage error', async (args) => {
  expect(await chot(['doctor', ...args])).toMatchObject({ status: 2, lines: [] });
});

/** Null: that user cannot run this. */
async function asOrdinaryUser(directory: string): Promise<Finished | null> {
  const NOBODY = 65_534;
  if (process.getuid?.() !== 0) return chot(['doctor', '--data', directory, '--json']);
  for (const name of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(directory, name), NOBODY, NOBODY);
  }
  const child = spawn(process.execPath, [CLI, 'doctor', '--data', directory, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    uid: NOBODY,
    gid: NOBODY,
  });
  let [out, messages] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  return out === '' ? null : { status, lines: out.split('\n').slice(0, -1), messages };
}
