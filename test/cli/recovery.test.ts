import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoStation } from './demo-station.ts';
import { chot } from './run-chot.ts';
import { runningStation } from './running-station.ts';

test('a damaged record is restored by the station itself, which admits nobody until somebody knows of it', async () => {
  const { directory, samples } = await demoStation();
  const green = samples.find(({ expect }) => expect === 'green')?.text ?? '';
  const ledger = (verb: string) => chot(['ledger', verb, '--data', directory]);
  expect((await chot(['scan', '--data', directory], `${green}\n`.repeat(3))).lines).toHaveLength(3);
  const before = await ledger('verify');
  expect((await ledger('acknowledge')).status).toBe(1);
  const file = join(directory, 'record.db');
  writeFileSync(file, readFileSync(file).fill(0, 0, 4096));

  const station = runningStation(directory);
  await station.message('record-damaged');
  await station.message('record-recovered', '3 rows');
  expect((await ledger('acknowledge')).status).toBe(0);
  await station.message('is in service again');
  expect(await station.end()).toBe(0);

  const [was, is] = [before, await ledger('verify')].map(({ lines }) => JSON.parse(lines[0] ?? ''));
  expect(is).toMatchObject({ rows: was.rows, firstHash: was.firstHash, lastHash: was.lastHash });
  expect(readFileSync(join(directory, 'journal', 'audit.jsonl'), 'latin1')).toContain('recovery-acknowledged');
}, 60_000);
