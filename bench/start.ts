import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sampleEntry, uuidV7 } from '../db/entry.sample.ts';
import { bareRecord } from '../db/ledger.sample.ts';
import { personOf } from '../db/person.sample.ts';
import type { LedgerEntry } from '../db/record.ts';
import { trustTargets } from '../fixtures/issuer/trust-targets.ts';
import { firstRootSha256, installTrust } from '../fixtures/publisher/install-trust.ts';
import { madeUpKeys, makeUpRepository, publishAll } from '../fixtures/publisher/made-up-repository.ts';
import { stationConfigSchema } from '../main/contract/station-config.ts';
import { STATION_NODE_FLAGS } from '../main/flat-memory.ts';
import { against, median, print } from './figures.ts';
import { largeStatusList } from './large-status-list.ts';
import { samplePasses } from './samples.ts';
import { withScratch } from './scratch.ts';

const STARTS = 7;
const LEDGER_ROWS = 1_000_000;
const LEDGER_DAYS = 20;
const DAY_MS = 86_400_000;

/** Starts with a status list of 10 million entries, on an empty ledger and on one of a million rows. */
export async function benchStart(): Promise<void> {
  await withScratch(async (directory) => {
    const now = Date.now();
    const { signer: passes, texts } = samplePasses(1, now);
    const { list, signer: status } = largeStatusList(now);
    const signers = [status.entry, passes.entry];
    const data = join(directory, 'data');
    const targets = await trustTargets({ signers, statusLists: new Map([['1', list]]) }, []);
    await installWorld(directory, data, targets, now);
    await printStarts(data, texts[0] ?? '', 0);
    fillLedger(data, now);
    // the first of them brings the journal after the ledger
    await firstAnswer(data, texts[0] ?? '');
    await printStarts(data, texts[0] ?? '', LEDGER_ROWS);
  });
}

async function installWorld(
  directory: string,
  data: string,
  content: Map<string, Uint8Array>,
  now: number,
): Promise<void> {
  const repository = join(directory, 'repository');
  const keys = madeUpKeys(['hcm']);
  makeUpRepository({ directory: repository, keys, localities: new Map([['hcm', ['bench']]]), now });
  publishAll(repository, { keys, content, now });
  const config = stationConfigSchema.parse({
    site: { id: 'bench', name: 'Bench', type: 'bench' },
    station: 'bench',
    locality: 'hcm',
    lanes: [{ name: 'in', direction: 'in' }],
    trust: { rootSha256: firstRootSha256(repository) },
  });
  mkdirSync(data);
  writeFileSync(join(data, 'station.json'), JSON.stringify(config));
  await installTrust(data, config, { repository, now });
}

/** From the start of a process to the answer to its first scan, recorded; beside a process of Node that does nothing. */
async function printStarts(data: string, text: string, rows: number): Promise<void> {
  const starts: number[] = [];
  const floor: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    floor.push(milliseconds(() => execFileSync(process.execPath, ['-e', '0'])));
    starts.push(await firstAnswer(data, text));
  }
  print('start', {
    'rows of the ledger': rows,
    'Node that does nothing, ms': median(floor),
    'first scan answered, ms': median(starts),
    seconds: against(median(starts) / 1000, 1, 'at most'),
  });
}

/** Three weeks of a busy gate, really encrypted. */
function fillLedger(data: string, now: number): void {
  const record = bareRecord(data);
  for (let day = LEDGER_DAYS; day > 0; day -= 1) record.fill(entriesOfDay(now - day * DAY_MS));
  record.index();
  record.close();
}

function* entriesOfDay(at: number): Generator<LedgerEntry> {
  const day = new Date(at).toISOString().slice(0, 10);
  for (let n = 0; n < LEDGER_ROWS / LEDGER_DAYS; n += 1) {
    const person = personOf(n * 31, n * 17, n * 13, n);
    yield sampleEntry({ uuid: uuidV7(at + n), at: at + n, day, person, identity: `${day}${n}`, trustIssuedAt: at });
  }
}

function milliseconds(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

async function firstAnswer(data: string, text: string): Promise<number> {
  const cli = fileURLToPath(new URL('../main/cli.ts', import.meta.url));
  const start = performance.now();
  const station = spawn(process.execPath, [...STATION_NODE_FLAGS, cli, 'scan', '--data', data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  station.stdin.end(`${text}\n`);
  let answered = Number.NaN;
  for await (const line of createInterface({ input: station.stdout })) {
    answered = performance.now() - start;
    const { colour, seq } = JSON.parse(line);
    if (colour !== 'green' || seq === null) throw new Error(`the first scan was not admitted: ${line}`);
  }
  if (Number.isNaN(answered)) throw new Error('the first scan was not answered');
  return answered;
}
