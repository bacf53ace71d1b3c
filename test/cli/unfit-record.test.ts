import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING } from '../../fixtures/devices/pty-device.ts';
import { gateStation } from './gate-station.ts';
import { chot } from './run-chot.ts';
import { runningStation } from './running-station.ts';

if (PTY_MISSING !== null) console.warn(`skipped, a record that cannot be written was not tried: ${PTY_MISSING}`);

test.skipIf(PTY_MISSING !== null)(
  'a record that takes no rows is left, and the station goes on by itself as soon as it takes them again',
  async () => {
    const { directory, samples, scanner, board } = await gateStation();
    const green = samples.filter(({ expect }) => expect === 'green').map(({ text }) => text);
    const { line, message, end } = runningStation(directory);
    await message(`${scanner.device.path}: ready`);
    // switched off first: then the board is in the station's hands
    await board.until(() => board.commands.length > 0);
    const openings = () => board.transitions.filter(({ on }) => on).length;
    await scanner.scan(green[0] ?? '');
    await line('"kind":"check-in"', '"colour":"green"', '"seq":1');
    await board.until(() => openings() === 1 && !board.isOn(1));

    const other = new Database(join(directory, 'record.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    await scanner.scan(green[1] ?? '');
    await line('"kind":"refused"', '"outage":"record-failed"');
    await message('nobody is admitted');
    expect(openings()).toBe(1);
    other.exec('ROLLBACK');
    await message('is in service again');
    // its scanner and its board are in the station's hands again a moment later
    let others = 2;
    const queue = setInterval(() => void scanner.scan(green[others++ % green.length] ?? ''), 1000);
    onTestFinished(() => clearInterval(queue));
    await line('"kind":"check-in"', '"colour":"green"', '"seq":2');
    await board.until(() => openings() >= 2);
    clearInterval(queue);
    expect(await end()).toBe(0);

    const verified = await chot(['ledger', 'verify', '--data', directory]);
    expect(verified.status, verified.messages).toBe(0);
    const noted = readFileSync(join(directory, 'journal', 'audit.jsonl'), 'latin1');
    expect(noted).toContain('record-opened-again');
  },
  60_000,
);
