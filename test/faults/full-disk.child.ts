import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRecord } from '../../db/record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import { FakeLcusBoard } from '../../fixtures/devices/lcus-board.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import type { PassageLine } from '../../main/station/passage-line.ts';

/**
 * For full-disk.test.ts: runs on a file system of a few megabytes. Serves a gate inward and one outward by a whole station,
 * fills its disk, makes space again, and tells what happened.
 */
const [disk = ''] = process.argv.slice(2);
const CHOT = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));
const directory = join(disk, 'data');
const ballast = join(disk, 'ballast');

const { samples } = await makeDemoWorld(directory, { now: Date.now() });
const gates = (['in', 'out'] as const).map((direction) => ({
  direction,
  scanner: new FakeSerialScanner(),
  board: new FakeLcusBoard(),
}));
const [inward, outward] = gates;
if (inward === undefined || outward === undefined) throw new Error('there are two gates');
const path = join(directory, 'station.json');
writeFileSync(
  path,
  JSON.stringify({
    ...JSON.parse(readFileSync(path, 'utf8')),
    lanes: gates.map(({ direction, scanner, board }) => ({
      name: direction,
      direction,
      scanners: [{ kind: 'serial', path: scanner.device.path }],
      turnstile: { kind: 'lcus', path: board.device.path },
    })),
  }),
);
for (const { scanner, board } of gates) await Promise.all([scanner.device.plug(), board.plug()]);

const station: ChildProcess = spawn(process.execPath, [CHOT, 'station', '--data', directory], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines: PassageLine[] = [];
const told = station.stdout && createInterface({ input: station.stdout });
told?.on('line', (line) => lines.push(JSON.parse(line) as PassageLine));
// switched off first: then each board is in the station's hands
for (const { board } of gates) await board.until(() => board.commands.length > 0);

const greens = samples.filter(({ expect }) => expect === 'green').map(({ text }) => text);
let scans = 0;
/** Another person comes; gives the line that says what became of it. */
async function scan(gate: typeof inward): Promise<PassageLine | undefined> {
  const from = lines.length;
  await gate?.scanner.scan(greens[scans++ % greens.length] ?? '');
  while (lines.length === from) await once(told as NonNullable<typeof told>, 'line');
  return lines[from];
}
const openings = (gate: typeof inward) => gate?.board.transitions.filter(({ on }) => on).length ?? 0;

const before = await scan(inward);
await inward.board.until(() => openings(inward) === 1 && !inward.board.isOn(1));
fill();
let refused = await scan(inward);
while (refused?.outage !== 'disk-full' && scans < greens.length / 2) refused = await scan(inward);
const outAll = await scan(outward);
await outward.board.until(() => openings(outward) === 1);
rmSync(ballast);
const after = await scan(inward);
const ended = once(station, 'exit');
station.kill('SIGTERM');
const [status] = await ended;
for (const { scanner, board } of gates) await Promise.all([scanner.device.remove(), board.device.remove()]);

const acknowledged = lines.flatMap(({ uuid, seq }) => (uuid === null || seq === null ? [] : [uuid]));
const admitted = lines.filter(({ lane, colour, kind }) => lane === 'in' && kind === 'check-in' && colour === 'green');
const opened = openRecord({ directory });
if (!opened.ok) throw new Error(opened.error.detail);
const missing = acknowledged.filter((uuid) => opened.value.find(uuid) === null).length;
opened.value.close();
const verified = verifyRecord(directory);
process.stdout.write(
  JSON.stringify({
    before: before?.colour,
    refused: refused && { kind: refused.kind, colour: refused.colour, outage: refused.outage, seq: refused.seq },
    outAll: outAll?.kind,
    after: after && { kind: after.kind, colour: after.colour },
    admitted: admitted.length,
    openedInward: openings(inward),
    openedOutward: openings(outward),
    acknowledged: acknowledged.length,
    missing,
    rows: verified.ok ? verified.value.rows : verified.error.detail,
    status,
  }),
);

/** To the last byte. */
function fill(): void {
  const file = openSync(ballast, 'w');
  for (let size = 1 << 20; size >= 1; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size >>= 1;
    }
  }
  closeSync(file);
}
