import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRecord } from '../../db/record.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import { enrolStation } from '../../fixtures/central/enrol-station.ts';
import type { IssuedCode } from '../../fixtures/central/office.ts';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import type { PassageLine } from '../../main/station/passage-line.ts';
import type { Random } from '../fuzz/random.ts';
import type { KillReport } from './kill-report.ts';
import { KilledProcess } from './killed-process.ts';
import { scratchInMemory } from './scratch.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CHOT = path('../../main/cli.ts');
const CENTRAL = path('../../fixtures/central/main.ts');
const STATION = 'demo-1';
/** Milliseconds from ready to the kill, and from one scan to the next. */
const SERVING_MS = 1500;
const SCAN_EVERY_MS = 25;
const PATIENCE_MS = 120_000;

/**
 * Kills a whole station, and the central that it uploads to, at random moments of a rush at a gate: codes come over a serial
 * line all the while. In the end the central must have each row of the ledger once, and the ledger each row that was told.
 */
export async function killStations(kills: number, random: Random): Promise<KillReport> {
  const home = mkdtempSync(join(scratchInMemory(), 'chot-stations-'));
  const directory = join(home, 'data');
  const told: PassageLine[] = [];
  const scanner = new FakeSerialScanner();
  const central = new KilledCentral(join(home, 'central'));
  const station = new KilledStation(directory, (line) => told.push(line));
  await central.start();
  const { samples } = await makeDemoWorld(directory, { now: Date.now(), centralUrl: central.url });
  giveOneLane(directory, scanner.device.path);
  await enrolStation(central, directory, STATION);
  await scanner.device.plug();
  const texts = samples.filter(({ expect }) => expect !== 'scan-again').map(({ text }) => text);
  let scans = 0;
  const rush = setInterval(() => void scanner.scan(texts[scans++ % texts.length] ?? ''), SCAN_EVERY_MS);
  try {
    await station.start();
    for (let done = 0; done < kills; done += 1) {
      await sleep(random.below(SERVING_MS));
      const one = random.once(3) ? central : station;
      await one.kill();
      // Now and then the other one does without it for a while.
      if (random.once(3)) await sleep(random.below(SERVING_MS));
      await one.start();
    }
    clearInterval(rush);
    await sleep(SCAN_EVERY_MS);
    await station.kill();
    const losses = await lossesOf(directory, told, central);
    await central.kill();
    if (losses.length === 0) rmSync(home, { recursive: true });
    return { kills, rows: told.filter(({ seq }) => seq !== null).length, losses };
  } finally {
    clearInterval(rush);
    await scanner.device.remove();
  }
}

async function lossesOf(directory: string, told: readonly PassageLine[], central: KilledCentral): Promise<string[]> {
  await uploadAll(directory);
  const opened = openRecord({ directory });
  if (!opened.ok) return [`the last start was refused: ${opened.error.code}: ${opened.error.detail}`];
  const record = opened.value;
  const losses: string[] = [];
  const held = await central.held();
  const times = new Map<string, number>();
  for (const uuid of held) times.set(uuid, (times.get(uuid) ?? 0) + 1);
  for (const { uuid, seq } of told) {
    if (uuid === null || seq === null) continue;
    if (record.find(uuid)?.seq !== seq) losses.push(`row ${seq} was told and is not there`);
    if (times.get(uuid) !== 1) losses.push(`the central has row ${seq} ${times.get(uuid) ?? 0} times`);
  }
  if (held.length !== record.rows()) losses.push(`${record.rows()} rows, of which the central has ${held.length}`);
  const { parked } = record.outbox.counts();
  if (parked > 0) losses.push(`${parked} rows are parked: ${record.outbox.parked(1)[0]?.reason}`);
  record.close();
  const verified = verifyRecord(directory);
  if (!verified.ok) losses.push(`${verified.error.code}: ${verified.error.detail}`);
  return losses;
}

async function uploadAll(directory: string): Promise<void> {
  const lines: string[] = [];
  const upload = new KilledProcess([CHOT, 'upload', '--data', directory, '--once'], (line) => lines.push(line));
  await upload.ended(PATIENCE_MS);
  const { waiting } = JSON.parse(lines[0] ?? '{}') as { waiting?: number };
  if (waiting !== 0) throw new Error(`the upload did not end: ${lines}`);
}

class KilledStation {
  readonly #directory: string;
  readonly #told: (line: PassageLine) => void;
  #process: KilledProcess | null = null;

  constructor(directory: string, told: (line: PassageLine) => void) {
    this.#directory = directory;
    this.#told = told;
  }

  async start(): Promise<void> {
    const take = (line: string) => this.#told(JSON.parse(line) as PassageLine);
    this.#process = new KilledProcess([CHOT, 'station', '--data', this.#directory], take);
    await this.#process.said(`station ${STATION} is ready`);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }
}

/** The sandbox central, with its data in a directory; always at the same address. */
class KilledCentral {
  readonly #directory: string;
  #process: KilledProcess | null = null;
  url = '';

  constructor(directory: string) {
    this.#directory = directory;
  }

  async start(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    this.#process = new KilledProcess([CENTRAL, '--data', this.#directory, '--port', port], (line) => {
      this.url = (JSON.parse(line) as { url: string }).url;
    });
    await this.#process.spoke();
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async issueCode(station: string): Promise<IssuedCode> {
    const answer = await fetch(`${this.url}/enrolment-codes`, {
      method: 'POST',
      body: new URLSearchParams({ station }),
    });
    return (await answer.json()) as IssuedCode;
  }

  /** uuids of all that it has. */
  async held(): Promise<string[]> {
    const all: string[] = [];
    for (let after = 0; ; ) {
      const answer = await fetch(`${this.url}/v1/checkins?after=${after}&limit=1000`);
      const { rows } = (await answer.json()) as { rows: { id: number; row: { uuid: string } }[] };
      const last = rows.at(-1);
      if (last === undefined) return all;
      all.push(...rows.map(({ row }) => row.uuid));
      after = last.id;
    }
  }
}

function giveOneLane(directory: string, scanner: string): void {
  const file = join(directory, 'station.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  config.lanes = [{ name: 'Cổng 1', direction: 'in', scanners: [{ kind: 'serial', path: scanner }] }];
  writeFileSync(file, JSON.stringify(config));
}
