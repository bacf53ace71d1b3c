import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { readRecord } from '../../db/read-record.ts';
import { demoStation } from './demo-station.ts';
import { CLI, chot } from './run-chot.ts';

const KILLS = 4;

type Acknowledged = { readonly seq: number; readonly colour: string };

/** Scans in one direction until the process is killed, a moment after so many answers; gives those that came. */
async function scanUntilKilled(directory: string, direction: string, texts: readonly string[], answers: number) {
  const child = spawn(process.execPath, [CLI, 'scan', '--data', directory, '--direction', direction], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  // It never gets to the end of them.
  for (let n = 0; n < 400; n += 1) child.stdin.write(`${texts[n % texts.length]}\n`);
  const acknowledged: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(JSON.parse(line));
    if (acknowledged.length === answers) setTimeout(() => child.kill('SIGKILL'), Math.random() * 5);
  }
  return acknowledged;
}

/** Who is inside as somebody with a list at the door has it: on it when let in, off it when seen to leave. */
function doorkeeper(directory: string): string[] {
  const record = readRecord(directory, null);
  if (!record.ok) throw new Error(record.error.detail);
  const inside = new Set<string>();
  for (const { person, direction, colour } of record.value.entriesSince(null)) {
    if (person === null) continue;
    if (direction === 'out') inside.delete(person.name);
    else if (colour === 'green') inside.add(person.name);
  }
  record.value.close();
  return [...inside].sort();
}

async function present(directory: string, ...more: string[]): Promise<{ name: string; inside: boolean }[]> {
  const listed = await chot(['presence', '--data', directory, ...more]);
  expect(listed.status, listed.messages).toBe(0);
  const people: { name: string; inside: boolean }[] = listed.lines.map((line) => JSON.parse(line));
  expect(listed.messages).toContain(`${people.filter(({ inside }) => inside).length} inside`);
  return people;
}

test('who is inside is right after every crash, and nobody is listed who was never let in', async () => {
  const { directory, samples } = await demoStation();
  const texts = samples.filter((sample) => sample.expect === 'green').map(({ text }) => text);
  for (let round = 0; round < KILLS; round += 1) {
    // in all, out some, so that some stay
    const isIn = round % 2 === 0;
    const share = isIn ? texts : texts.slice(0, 1 + Math.floor(Math.random() * (texts.length - 1)));
    const told = await scanUntilKilled(directory, isIn ? 'in' : 'out', share, texts.length + 5);
    expect(told.length).toBeGreaterThanOrEqual(texts.length + 5);
    const names = (await present(directory)).map(({ name }) => name);
    expect(names.toSorted(), `after kill ${round + 1}`).toEqual(doorkeeper(directory));
    expect(names.length > 0).toBe(isIn || share.length < texts.length);
  }
  const visits = await present(directory, '--visits');
  expect(visits.filter(({ inside }) => inside).map(({ name }) => name)).toEqual(
    (await present(directory)).map(({ name }) => name),
  );
  expect((await present(directory, '--since', '2999-01-01')).length).toBe(0);
}, 300_000);

test.each([
  [['--since', 'today'], /is no day/],
  [['everybody'], /unexpected/],
])('presence %j is a usage error', async (args, message) => {
  expect(await chot(['presence', ...args])).toMatchObject({ status: 2, messages: expect.stringMatching(message) });
});
