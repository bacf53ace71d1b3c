import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeBackup } from '../../db/backup.ts';
import { readRecord } from '../../db/read-record.ts';
import { openRecord } from '../../db/record.ts';
import { startCentral } from '../../fixtures/central/central.ts';
import { enrolStation } from '../../fixtures/central/enrol-station.ts';
import { demoKeys } from '../../fixtures/demo/keys.ts';
import { DEMO_REPOSITORY } from '../../fixtures/demo/trust.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot } from './run-chot.ts';

const RUBBISH = ['Trần Thị Bí Mật, 0912345678', '079184012345|TRẦN THỊ BÍ MẬT', 'HC1:BI-MAT-0912345678'];
/** What a station writes by itself. The demo world's own files hold its people in clear. */
const WRITTEN = /^(record\.db|journal|backups|keys|resealed|enrolment\.json|recovery\.json|writer\.lock)/;

/** Runs a station until it has answered so many scans and its central has all of it; gives all that it said. */
async function runUntil(directory: string, scans: number, isUploaded: () => Promise<boolean>): Promise<string> {
  const child = spawn(process.execPath, [CLI, 'station', '--data', directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, log] = ['', ''];
  const news = new EventTarget();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    news.dispatchEvent(new Event('news'));
  });
  while (out.split('\n').length <= scans) await once(news, 'news');
  while (!(await isUploaded())) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(makeBackup(directory, [], 1, Date.now())).toMatchObject({ ok: true });
  child.kill('SIGTERM');
  await once(child, 'close');
  return out + log;
}

/** All that must be in no file and no log: whoever passed, by name, number or birth date, and what was scanned. */
function secretsOf(directory: string, scanned: readonly string[]): string[] {
  const record = readRecord(directory, null);
  if (!record.ok) throw new Error(record.error.detail);
  const people = [...record.value.entriesSince(null)].flatMap(({ person }) => (person === null ? [] : [person]));
  record.value.close();
  expect(people.length).toBeGreaterThan(10);
  const ofPeople = people.flatMap(({ name, birthDate, ids }) => [
    name,
    birthDate ?? name,
    ...ids.map((id) => id.value),
  ]);
  const texts = scanned.map((text) => text.slice(0, 40));
  return [...new Set([...ofPeople, ...texts, ...RUBBISH, '0912345678'])].filter((secret) => secret.length > 5);
}

test('no log of a station and no file that it writes tells who passed, or what was scanned', async () => {
  const { directory, samples } = await demoStation();
  const central = await startCentral({
    port: 0,
    data: null,
    time: demoKeys(directory).time,
    trust: join(directory, DEMO_REPOSITORY),
  });
  onTestFinished(() => central.close());
  await enrolStation(central, directory, 'demo-1');
  const scanned = [...samples.map(({ text }) => text), ...RUBBISH];
  writeFileSync(join(directory, 'scans.txt'), `${scanned.join('\n')}\n`);
  const config = join(directory, 'station.json');
  const scanners = [{ kind: 'replay', path: join(directory, 'scans.txt'), everyMs: 20 }];
  const lanes = [{ name: 'gate', direction: 'in', scanners }];
  writeFileSync(
    config,
    JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), lanes, central: { url: central.url } }),
  );

  const isUploaded = async () => {
    const record = readRecord(directory, null);
    if (!record.ok) return false;
    const rows = [...record.value.entriesSince(null)].length;
    record.value.close();
    const held = (await (await fetch(`${central.url}/v1/checkins?limit=1000`)).json()) as { rows: unknown[] };
    return rows > 0 && held.rows.length === rows;
  };
  const said = await runUntil(directory, scanned.length, isUploaded);
  const doctor = await chot(['doctor', '--data', directory, '--json']);
  const verified = await chot(['ledger', 'verify', '--data', directory]);
  expect(verified.status, verified.messages).toBe(0);
  const record = openRecord({ directory });
  if (!record.ok) throw new Error(record.error.detail);
  for (let more = true; more; ) {
    const some = record.value.indexSome();
    more = some.ok && some.value.more;
  }
  record.value.close();

  const secrets = secretsOf(directory, scanned);
  expect(said.match(/"kind":"check-in"/g)?.length).toBeGreaterThan(10);
  const told = [said, ...doctor.lines, doctor.messages, ...verified.lines].join('\n');
  for (const secret of secrets) expect(told.includes(secret), `${secret} was told`).toBe(false);
  const written = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((path) => WRITTEN.test(path));
  for (const name of ['record.db', 'audit.jsonl', 'station.key', '.key', 'enrolment.json', 'backups']) {
    expect(
      written.some((path) => path.includes(name)),
      name,
    ).toBe(true);
  }
  for (const path of written) {
    const bytes = readFileSync(join(directory, path));
    for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${path}`).toBe(false);
  }
});
