import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startCentral } from '../../fixtures/central/central.ts';
import { enrolStation } from '../../fixtures/central/enrol-station.ts';
import { demoStation } from '../cli/demo-station.ts';
import { CLI, chot } from '../cli/run-chot.ts';

const SCANS = 1000;
const KILLS = 20;

type Acknowledged = { seq: number; colour: string };

/**
 * Feeds one recording process until it is killed or has answered `share` scans; tells what was acknowledged on stdout. The
 * kill comes at a random moment of the work, not between scans.
 */
async function scanUntilKilled(
  directory: string,
  texts: readonly string[],
  share: number,
  kill: boolean,
): Promise<Acknowledged[]> {
  const child: ChildProcess = spawn(process.execPath, [CLI, 'scan', '--data', directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const acknowledged: Acknowledged[] = [];
  child.stdin?.on('error', () => {});
  for (let scan = 0; scan < share + (kill ? SCANS : 0); scan++) child.stdin?.write(`${texts[scan % texts.length]}\n`);
  if (!kill) child.stdin?.end();
  const killAfter = kill ? 1 + Math.floor(Math.random() * (share * 2)) : Number.POSITIVE_INFINITY;
  if (child.stdout === null) throw new Error('the child has a stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const { seq, colour } = JSON.parse(line);
    if (seq !== null) acknowledged.push({ seq, colour });
    if (acknowledged.length === killAfter) setTimeout(() => child.kill('SIGKILL'), Math.random() * 3);
  }
  return acknowledged;
}

test(`${SCANS} scans with ${KILLS} SIGKILLs: what was acknowledged is recorded, and reaches the central once`, async () => {
  const central = await startCentral({ port: 0, data: null });
  onTestFinished(() => central.close());
  const { directory, samples } = await demoStation(central.url);
  await enrolStation(central, directory, 'demo-1');
  const texts = samples.filter(({ expect }) => expect !== 'scan-again').map(({ text }) => text);

  const acknowledged: Acknowledged[] = [];
  const each = Math.floor(SCANS / (KILLS + 1));
  for (let round = 0; round < KILLS; round++)
    acknowledged.push(...(await scanUntilKilled(directory, texts, each, true)));
  const missing = Math.max(1, SCANS - acknowledged.length);
  acknowledged.push(...(await scanUntilKilled(directory, texts, missing, false)));
  expect(acknowledged.length).toBeGreaterThanOrEqual(SCANS);

  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  const { rows } = JSON.parse(verified.lines[0] ?? '') as { rows: number };
  const seqs = acknowledged.map(({ seq }) => seq);
  expect(new Set(seqs).size, 'no number is given twice').toBe(seqs.length);
  expect(Math.max(...seqs)).toBeLessThanOrEqual(rows);

  const uploaded = await chot(['upload', '--data', directory, '--once']);
  expect(uploaded.status, uploaded.messages).toBe(0);
  const again = await chot(['upload', '--data', directory, '--once']);
  expect(JSON.parse(again.lines[0] ?? '')).toMatchObject({ stored: 0, duplicate: 0, waiting: 0 });

  const held = await heldBy(central.url);
  expect(held).toHaveLength(rows);
  expect(new Set(held.map(({ uuid }) => uuid)).size).toBe(rows);
  const colours = new Map(held.map(({ seq, colour }) => [seq, colour]));
  for (const { seq, colour } of acknowledged) expect(colours.get(seq), `row ${seq}`).toBe(colour);
}, 600_000);

type Held = { uuid: string; seq: number; colour: string };
type Page = { rows: { id: number; row: Held }[] };

async function heldBy(url: string): Promise<Held[]> {
  const all: Held[] = [];
  for (let after = 0; ; ) {
    const page = (await (await fetch(`${url}/v1/checkins?after=${after}&limit=1000`)).json()) as Page;
    const last = page.rows.at(-1);
    if (last === undefined) return all;
    all.push(...page.rows.map(({ row }) => row));
    after = last.id;
  }
}
