import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeLcusBoard } from '../../../fixtures/devices/lcus-board.ts';
import { FakeModbusBoard } from '../../../fixtures/devices/modbus-board.ts';
import type { PassageLine } from '../../../main/station/passage-line.ts';
import { chot } from '../../cli/run-chot.ts';
import { CdcDevice } from './cdc-device.ts';
import { FtdiDevice } from './ftdi-device.ts';
import { gateDirectory, greenPass } from './gate.ts';
import { type GateScanner, hidGateScanner, serialGateScanner } from './gate-scanner.ts';
import { HidBoardDevice } from './hid-board-device.ts';
import { Machine } from './machine.ts';
import { StationProcess } from './station-process.ts';
import { until } from './until.ts';

const PASSAGE = { pulseMs: 1000, windowSeconds: 2 };
const INPUT = 2;

let machine: Machine;
let scanners: readonly GateScanner[] = [];
let lcus: FakeLcusBoard;
let usbrelay: HidBoardDevice;
let modbus: FakeModbusBoard;
let directory: string;

beforeAll(async () => {
  machine = await Machine.connect();
  const cdc = serialGateScanner(new CdcDevice('SCANCDC'));
  scanners = [hidGateScanner('SCANHID1'), hidGateScanner('SCANHID2'), cdc];
  lcus = new FakeLcusBoard({}, new FtdiDevice(machine, 0));
  usbrelay = new HidBoardDevice('usbrelay', 'GATEUSBRELAY');
  modbus = new FakeModbusBoard({}, new CdcDevice('GATEMODBUS'));
  for (const device of [...scanners, lcus, usbrelay, modbus]) await device.plug();
  const turnstiles = [
    { kind: 'lcus', path: lcus.device.path },
    { kind: 'usbrelay' },
    { kind: 'modbus', path: modbus.device.path, passageInput: INPUT },
  ];
  const lanes = scanners.map(({ name, config }, at) => ({
    name,
    direction: 'in',
    scanners: [config],
    turnstile: turnstiles[at],
  }));
  directory = await gateDirectory(lanes, { passage: PASSAGE });
}, 300_000);
afterAll(async () => {
  for (const device of [...scanners, lcus.device, usbrelay, modbus.device]) await device.remove();
  await machine.close();
});

async function started(directory: string, used: readonly GateScanner[] = scanners): Promise<StationProcess> {
  const station = await StationProcess.start(directory);
  await untilReading(station, used);
  return station;
}

async function untilReading(station: StationProcess, used: readonly GateScanner[]): Promise<void> {
  for (const scanner of used) await station.untilOpen(scanner.node());
}

/** The turnstile is in service when its relay was shown off, and its contact is read then. */
async function untilContactRead(times: number): Promise<void> {
  const reads = () => modbus.telegrams.filter((telegram) => telegram.startsWith('0102')).length;
  const from = reads();
  await modbus.relays.until(() => reads() >= from + times);
}

/** The relays of the three lanes, in their order. */
function relays() {
  return [
    { log: lcus, channel: 1 },
    { log: usbrelay.board.relays, channel: 1 },
    { log: modbus.relays, channel: 0 },
  ].map(({ log, channel }) => ({
    isOn: () => log.isOn(channel),
    openings: () => log.openings(channel),
    leaveOn: () => log.set(channel, true),
    untilOpenings: (count: number) => log.until(() => log.openings(channel) >= count),
    untilOff: () => log.until(() => !log.isOn(channel)),
  }));
}

test('three boards: relays are off at the start, after a SIGKILL in the pulse and a restart, and after a stop in the pulse', async () => {
  const all = relays();
  const present = (lane: number) => greenPass(lane).then((text) => scanners[lane % scanners.length]?.scan(text));
  for (const relay of all) relay.leaveOn();
  const killed = await started(directory);
  for (const relay of all) await relay.untilOff();
  await Promise.all([0, 1, 2].map(present));
  for (const relay of all) await relay.untilOpenings(2);
  const on = all.filter((relay) => relay.isOn());
  await killed.stop('SIGKILL');
  // a board that the PC must switch off stays on without it
  expect(on.length).toBeGreaterThan(0);
  expect(on.map((relay) => relay.isOn())).toEqual(on.map(() => true));

  const restartedAt = performance.now();
  const station = await StationProcess.start(directory);
  for (const relay of all) await relay.untilOff();
  const offMs = performance.now() - restartedAt;
  console.log(
    `figure: relays off ${offMs.toFixed(0)} ms after the start of the process that follows a SIGKILL in the pulse`,
  );
  // one by hand, one for the passage, none for the restart
  expect(all.map((relay) => relay.openings())).toEqual([2, 2, 2]);

  await untilReading(station, scanners);
  await Promise.all([3, 4, 5].map(present));
  for (const relay of all) await relay.untilOpenings(3);
  expect(await station.stop()).toBe(0);
  expect(all.map((relay) => relay.isOn())).toEqual([false, false, false]);
  expect(all.map((relay) => relay.openings())).toEqual([3, 3, 3]);
}, 600_000);

test('a turnstile that does not turn: the check-in is annulled by a row of its own; one that turns keeps it', async () => {
  const [scanner] = scanners;
  const [, , relay] = relays();
  if (scanner === undefined || relay === undefined) throw new Error('there are scanners and relays');
  const turnstile = { kind: 'modbus', path: modbus.device.path, passageInput: INPUT };
  const lane = { name: 'gate', direction: 'in', scanners: [scanner.config], turnstile };
  const directory = await gateDirectory([lane], { passage: PASSAGE });
  const station = await started(directory, [scanner]);
  let passes = 0;
  /** The check-in of an opening. A machine as slow as this one may lose an answer of the board: then the next pass is shown. */
  const admitted = async (): Promise<PassageLine> => {
    for (;;) {
      await untilContactRead(3);
      const [lines, openings] = [station.lines.length, relay.openings()];
      await scanner.scan(await greenPass(passes++));
      const [line] = (await station.untilLines(lines + 1)).slice(lines);
      expect(line).toMatchObject({ kind: 'check-in', colour: 'green' });
      const notOpened = () => station.lines.find((each) => each.kind === 'not-opened' && each.refersTo === line?.uuid);
      await until(() => relay.openings() > openings || notOpened() !== undefined);
      if (line !== undefined && notOpened() === undefined) return line;
      console.log(`figure: an opening was refused: ${notOpened()?.turnstile}`);
    }
  };
  const untilAnnulled = (uuid: string | null) =>
    until(() => station.lines.some((line) => line.kind === 'annulment' && line.refersTo === uuid));

  const unused = await admitted();
  await untilAnnulled(unused.uuid);

  const used = await admitted();
  modbus.inputs.add(INPUT);
  await relay.untilOff();
  await untilContactRead(3);
  modbus.inputs.delete(INPUT);

  // Were the one that was used annulled, that would be told before the annulment of this one.
  const last = await admitted();
  await untilAnnulled(last.uuid);
  expect(await station.stop()).toBe(0);
  const annulled = station.lines.filter(({ kind }) => kind === 'annulment').map(({ refersTo }) => refersTo);
  expect(annulled).toEqual([unused.uuid, last.uuid]);
  expect(annulled).not.toContain(used.uuid);
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  const rows = station.lines.filter(({ seq }) => seq !== null).length;
  expect(JSON.parse(verified.lines[0] ?? '')).toMatchObject({ rows });
}, 600_000);
