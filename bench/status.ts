import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sampleEntry, uuidV7 } from '../db/entry.sample.ts';
import { bareRecord } from '../db/ledger.sample.ts';
import { personOf } from '../db/person.sample.ts';
import type { LedgerEntry } from '../db/record.ts';
import { makeSigner } from '../fixtures/issuer/keys.ts';
import { issueStatusList } from '../fixtures/issuer/status-list.ts';
import { trustTargets } from '../fixtures/issuer/trust-targets.ts';
import { firstRootSha256, installTrust } from '../fixtures/publisher/install-trust.ts';
import { madeUpKeys, makeUpRepository, publishAll } from '../fixtures/publisher/made-up-repository.ts';
import { stationConfigSchema } from '../main/contract/station-config.ts';
import { STATION_NODE_FLAGS } from '../main/flat-memory.ts';
import { against, median, print } from './figures.ts';
import { samplePasses } from './samples.ts';
import { withScratch } from './scratch.ts';

const ENTRIES = 10_000_000;
const BITS = 4;
const COPIES = 8;
const STARTS = 7;
const LEDGER_ROWS = 1_000_000;
const LEDGER_DAYS = 20;
const DAY_MS = 86_400_000;

/**
 * A Token Status List of 10 million entries at 4 bits that cannot be compressed: memory, lookups, and a start with it, on an
 * empty ledger and on one of a million rows.
 */
export async function benchStatus(): Promise<void> {
  await withScratch(async (directory) => {
    const now = Date.now();
    const { signer: passes, texts } = samplePasses(1, now);
    const status = makeSigner({ alg: 'ES256', country: 'VN', formats: ['status'] });
    const sub = 'https://status.example/status/1';
    const list = issueStatusList({
      signer: status,
      bits: BITS,
      size: ENTRIES,
      entries: randomEntries(),
      sub,
      iat: now / 1000,
    });
    const signers = [status.entry, passes.entry];
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(directory, name), content);
      return join(directory, name);
    };
    const child = fileURLToPath(new URL('./status-memory.child.ts', import.meta.url));
    const args = [file('signers.json', JSON.stringify(signers)), file('1.cwt', list), String(COPIES)];
    const measured = JSON.parse(execFileSync(process.execPath, ['--expose-gc', child, ...args], { encoding: 'utf8' }));
    print('status', {
      entries: ENTRIES,
      'raw MiB': measured.rawBytes / COPIES / 2 ** 20,
      'load, ms': median(measured.loadMs),
      'resident against raw': against(measured.residentBytes / measured.rawBytes, 1.2, 'at most'),
      'million lookups a second': against(median(measured.millionsPerSecond), 5, 'at least'),
    });
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

/** Every entry has a value, as good as random and always the same. */
function randomEntries(): Map<number, number> {
  const entries = new Map<number, number>();
  const perHash = 64;
  for (let block = 0; block < ENTRIES / perHash; block++) {
    const bytes = createHmac('sha256', 'entries').update(String(block)).digest();
    for (let n = 0; n < perHash; n++) entries.set(block * perHash + n, ((bytes[n >> 1] ?? 0) >> ((n % 2) * 4)) & 15);
  }
  return entries;
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
