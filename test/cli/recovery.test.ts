import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { demoStation } from './demo-station.ts';
import { CLI, chot } from './run-chot.ts';

test('a damaged record is restored by the station itself, which admits nobody until somebody knows of it', async () => {
  const { directory, samples } = await demoStation();
  const green = samples.find(({ expect }) => expect === 'green')?.text ?? '';
  const ledger = (verb: string) => chot(['ledger', verb, '--data', directory]);
  expect((await chot(['scan', '--data', directory], `${green}\n`.repeat(3))).lines).toHaveLength(3);
  const before = await ledger('verify');
  expect((await ledger('acknowledge')).status).toBe(1);
  const file = join(directory, 'record.db');
  writeFileSync(file, readFileSync(file).fill(0, 0, 4096));

  const child = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let heard = '';
  const news = new EventTarget();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
    news.dispatchEvent(new Event('news'));
  });
  const message = async (piece: string) => {
    while (!heard.includes(piece)) await once(news, 'news');
  };
  await message('record-damaged');
  await message('record-recovered');
  expect(heard).toContain('3 rows');
  expect((await ledger('acknowledge')).status).toBe(0);
  await message('is in service again');
  child.kill('SIGTERM');
  await once(child, 'close');

  const [was, is] = [before, await ledger('verify')].map(({ lines }) => JSON.parse(lines[0] ?? ''));
  expect(is).toMatchObject({ rows: was.rows, firstHash: was.firstHash, lastHash: was.lastHash });
  expect(readFileSync(join(directory, 'journal', 'audit.jsonl'), 'latin1')).toContain('recovery-acknowledged');
}, 60_000);
