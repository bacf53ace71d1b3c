import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openRecord } from '../../db/record.ts';
import { FakeModbusBoard } from '../../fixtures/devices/modbus-board.ts';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { batchRequestSchema } from '../../main/contract/central-api.ts';
import type { PassageLine } from '../../main/station/passage-line.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot, scratchDirectory } from './run-chot.ts';

if (PTY_MISSING !== null) console.warn(`skipped, no gate with a passage contact was tried: ${PTY_MISSING}`);

const COIL = 0;
const CONTACT = 2;

/** `chot station` with a serial scanner and a turnstile whose PASS contact is read. */
async function gate() {
  const { directory, samples } = await demoStation();
  const [scanner, board] = [new FakeSerialScanner(), new FakeModbusBoard()];
  const path = join(directory, 'station.json');
  const turnstile = { kind: 'modbus', path: board.device.path, coil: COIL, passageInput: CONTACT };
  const scanners = [{ kind: 'serial', path: scanner.device.path }];
  const lanes = [{ name: 'gate', direction: 'in', scanners, turnstile }];
  // Long enough to turn in on a busy machine.
  const passage = { pulseMs: 100, windowSeconds: 4 };
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), lanes, passage }));
  await Promise.all([scanner.device.plug(), board.plug()]);
  const station = spawn(process.execPath, [CLI, 'station', '--data', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    station.kill('SIGKILL');
    await Promise.all([scanner.device.remove(), board.device.remove()]);
  });
  const lines: PassageLine[] = [];
  let wake = () => {};
  createInterface({ input: station.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    wake();
  });
  let taken = 0;
  /** The next line, whatever it says. */
  const next = async (): Promise<PassageLine> => {
    for (;;) {
      const line = lines[taken];
      if (line !== undefined) {
        taken += 1;
        return line;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  /** Until the contact has been read so many times more. */
  const untilRead = async (times: number) => {
    const reads = () => board.telegrams.filter((telegram) => telegram.startsWith('0102')).length;
    const from = reads();
    await board.relays.until(() => reads() >= from + times);
  };
  const scan = async (id: string): Promise<PassageLine> => {
    // A code that is still held there is no new scan; noise between says that it is not.
    await scanner.scan('noise');
    expect(await next()).toMatchObject({ kind: 'scan-again' });
    await scanner.scan(samples.find((sample) => sample.id === id)?.text ?? '');
    return next();
  };
  const turn = async () => {
    board.inputs.add(CONTACT);
    await untilRead(2);
    board.inputs.delete(CONTACT);
    await untilRead(2);
  };
  const stop = async () => {
    const ended = new Promise((resolve) => station.once('exit', resolve));
    station.kill('SIGTERM');
    expect(await ended).toBe(0);
  };
  return { directory, board, next, scan, turn, untilRead, stop };
}

const localDay = (at: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date(at));

test.skipIf(PTY_MISSING !== null)('a turnstile that does not turn, that turns, and that turns by itself', async () => {
  const { directory, board, next, scan, turn, untilRead, stop } = await gate();
  await untilRead(3);

  const unused = await scan('vaccinated');
  expect(unused).toMatchObject({ kind: 'check-in', colour: 'green' });
  expect(await next()).toMatchObject({ kind: 'annulment', refersTo: unused.uuid, colour: 'green' });

  const used = await scan('vaccinated');
  expect(used).toMatchObject({ kind: 'check-in', colour: 'green', seen: null });
  await board.relays.until(() => board.relays.openings(COIL) === 2);
  await turn();
  expect(await scan('vaccinated')).toMatchObject({ colour: 'abnormal', seen: 'just-used' });

  // Until a turn is no bounce of the one before it.
  await untilRead(12);
  await turn();
  expect(await next()).toMatchObject({ kind: 'forced', uuid: null });

  const lost = await scan('passport');
  await board.relays.until(() => board.relays.openings(COIL) === 3);
  // Until the board has answered that it opened.
  await untilRead(2);
  await board.device.unplug();
  expect(await next()).toMatchObject({ kind: 'unconfirmed', refersTo: lost.uuid });
  const shut = await scan('recovered');
  expect(shut).toMatchObject({ colour: 'green' });
  expect(await next()).toMatchObject({ kind: 'not-opened', refersTo: shut.uuid, turnstile: 'missing' });
  await stop();

  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  expect(JSON.parse(verified.lines[0] ?? '')).toMatchObject({ rows: 6, audit: { rows: 1 } });

  const folder = scratchDirectory();
  const day = localDay(unused.at);
  const exported = await chot(['export', '--data', directory, '--day', day, '--to', folder]);
  expect(exported.status, exported.messages).toBe(0);
  const written = join(folder, readdirSync(folder)[0] ?? '');
  expect((await chot(['verify-export', written])).status).toBe(0);
  const csv = readFileSync(join(written, readdirSync(written).find((name) => name.endsWith('.csv')) ?? ''), 'utf8');
  const annulments = csv.split('\n').filter((row) => row.includes(',annulment,'));
  expect(annulments).toHaveLength(1);
  expect(annulments[0]).toContain(`,${unused.uuid},`);

  const record = openRecord({ directory });
  if (!record.ok) throw new Error(record.error.detail);
  onTestFinished(() => record.value.close());
  const rows = record.value.outbox.waiting(0, 500).map(({ checkin }) => checkin);
  expect(batchRequestSchema.safeParse({ station: 'demo-1', rows }).error).toBeUndefined();
  const kinds = rows.map(({ kind, refersTo }) => [kind, refersTo]);
  expect(kinds.filter(([kind]) => kind !== 'check-in')).toEqual([['annulment', unused.uuid]]);
});
