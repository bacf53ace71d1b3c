import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoStation } from './demo-station.ts';
import { chot, scratchDirectory } from './run-chot.ts';

type Line = {
  colour: string | null;
  reasons: string[];
  problem: string | null;
  pass: { signature: string; format: string } | null;
  person: { name: string; birthDate: string | null; ids: { value: string }[] } | null;
  seq: number | null;
};

const answers = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line));

describe('chot scan', () => {
  test('gives every sample of the demo world its verdict, in order, and numbers what it records', async () => {
    const { directory, samples } = await demoStation();
    const done = await chot(['scan', '--data', directory], samples.map((sample) => `${sample.text}\n`).join(''));
    expect(done.status, done.messages).toBe(0);
    const lines = answers(done.lines);
    expect(lines.map((line) => line.colour ?? 'scan-again')).toEqual(samples.map((sample) => sample.expect));
    const recorded = lines.filter((line) => line.colour !== null);
    expect(recorded.map((line) => line.seq)).toEqual(recorded.map((_, index) => index + 1));
    expect(lines.filter((line) => line.colour === null).map((line) => line.seq)).toEqual([null]);
    const verified = await chot(['ledger', 'verify', '--data', directory]);
    expect(JSON.parse(verified.lines[0] ?? '')).toMatchObject({ rows: recorded.length });
  });

  test('answers the same line as often as it comes, and blank lines never', async () => {
    const { directory, samples } = await demoStation();
    const [green] = samples;
    const done = await chot(['scan', '--data', directory], `${green?.text}\n\n  \t\n${green?.text}\r\n${green?.text}`);
    expect(answers(done.lines).map((line) => [line.colour, line.seq])).toEqual([
      ['green', 1],
      ['green', 2],
      ['green', 3],
    ]);
  });

  test('explains itself: from which day it would be green, whom to call, which papers to compare', async () => {
    const { directory, samples } = await demoStation();
    const explained = async (id: string) => {
      const text = samples.find((sample) => sample.id === id)?.text;
      const done = await chot(['scan', '--data', directory], `${text}\n`);
      return JSON.parse(done.lines[0] ?? '');
    };
    const tooRecent = await explained('first-dose');
    const fourteenDaysOn = Date.parse(tooRecent.pass.events[0].dt) + 14 * 86_400_000;
    expect(tooRecent).toMatchObject({
      eligibleFrom: new Date(fourteenDaysOn).toISOString().slice(0, 10),
      contact: { phone: '1022' },
      comparePapers: false,
      seen: null,
    });
    expect(await explained('chip-card')).toMatchObject({ eligibleFrom: null, comparePapers: true, matched: ['cccd'] });
  });

  test('calls a pass that has just gone in a copy with --copies, by the clock of --now, and on no way out', async () => {
    const { directory, samples } = await demoStation();
    const [green] = samples;
    const scan = async (minutes: number, ...options: string[]) => {
      const now = new Date(Date.now() + minutes * 60_000).toISOString();
      const done = await chot(['scan', '--data', directory, '--now', now, ...options], `${green?.text}\n`);
      expect(done.status, done.messages).toBe(0);
      return answers(done.lines)[0]?.reasons.includes('copied-code');
    };
    expect(await scan(0, '--copies')).toBe(false);
    expect(await scan(1)).toBe(false);
    expect(await scan(5, '--copies', '--lane', 'other')).toBe(true);
    expect(await scan(12, '--copies')).toBe(false);
    expect(await scan(13, '--copies', '--direction', 'out')).toBe(false);
    expect(await scan(14, '--copies')).toBe(false);
    const done = await chot(['scan', '--copies'], '');
    expect([done.status, done.messages]).toEqual([2, expect.stringContaining('--data')]);
  });

  test('stores nothing without --data and trusts nobody whose key it was not given', async () => {
    const { samples } = await demoStation();
    const done = await chot(['scan'], `${samples[0]?.text}\n`);
    const [line] = answers(done.lines);
    expect(line).toMatchObject({
      colour: 'abnormal',
      reasons: ['key-unknown'],
      seq: null,
      pass: { signature: 'unknown-key' },
    });
  });

  test('masks what it says of a person', async () => {
    const { directory, samples } = await demoStation();
    const done = await chot(['scan', '--data', directory], `${samples[4]?.text}\n`);
    const [line] = answers(done.lines);
    expect(line?.person?.birthDate).toMatch(/^\d{4}-\*\*-\*\*$/);
    expect(line?.person?.ids.length).toBeGreaterThan(0);
    for (const id of line?.person?.ids ?? []) expect(id.value).toMatch(/^\*{6}/);
  });

  test('answers each kind of bad line by its own reason and goes on', async () => {
    const { directory, samples } = await demoStation();
    const good = samples[0]?.text ?? '';
    const bad: [string, Uint8Array | string, string, string][] = [
      ['4 MB', 'A'.repeat(4 << 20), 'unreadable', 'too-long'],
      ['invalid UTF-8', Uint8Array.of(0x48, 0x43, 0x31, 0x3a, 0xff, 0xfe), 'unreadable', 'not-utf8'],
      ['control characters', 'HC1:\u0007\u001b[2J', 'unreadable', 'control-characters'],
      ['truncated base45', good.slice(0, 199), 'malformed', 'inflate'],
      ['base45 cut within a group', good.slice(0, 200), 'malformed', 'base45'],
      ['no base45', `${good.slice(0, 40)}~~~`, 'malformed', 'base45'],
      ['a web address', 'https://example.org/', 'format-unknown', 'no-known-format'],
    ];
    const input = Buffer.concat(bad.flatMap(([, bytes]) => [Buffer.from(bytes as string), Buffer.from('\n')]));
    const done = await chot(['scan', '--data', directory], Buffer.concat([input, Buffer.from(`${good}\n`)]));
    const lines = answers(done.lines);
    expect(lines.slice(0, -1).map((line) => [line.colour, line.reasons, line.problem])).toEqual(
      bad.map(([, , reason, problem]) => [null, [reason], problem]),
    );
    expect(lines.at(-1)).toMatchObject({ colour: 'green', seq: 1 });
  });

  test('fixes the instant with --now, marks the rows, and refuses to on an enrolled station', async () => {
    const { directory, samples } = await demoStation();
    const green = `${samples[0]?.text}\n`;
    const later = new Date(Date.now() + 400 * 86_400_000).toISOString();
    const done = await chot(['scan', '--data', directory, '--now', later], green);
    expect(answers(done.lines)[0]?.reasons).toContain('pass-expired');
    const real = await chot(['scan', '--data', directory], green);
    expect(answers(real.lines)[0]?.colour, 'a simulated time moves no high-water mark').toBe('green');
    writeFileSync(join(directory, 'enrolment.json'), '{}');
    expect(await chot(['scan', '--data', directory, '--now', later], green)).toMatchObject({ status: 2, lines: [] });
  });

  test('records at the ends of time too, and is in doubt of the clock', async () => {
    const { directory, samples } = await demoStation();
    for (const [index, now] of ['9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z', '0000-01-01'].entries()) {
      const done = await chot(['scan', '--data', directory, '--now', now], `${samples[0]?.text}\n`);
      expect(done.status, done.messages).toBe(0);
      expect(answers(done.lines)[0]).toMatchObject({ colour: 'abnormal', reasons: ['clock-suspect'], seq: index + 1 });
    }
  });

  test('exits 2 on a wrong form, naming it', async () => {
    const cases = [
      ['--direction', 'sideways'],
      ['--now', 'yesterday'],
      ['--now', '2021-02-30'],
      ['--now', '2021-02-29T08:00:00+07:00'],
      ['--now', '2021-10-01T08:00:00'],
      ['--nonsense'],
      ['extra'],
      ['--lane', 'x'.repeat(41)],
    ];
    for (const args of cases) {
      const done = await chot(['scan', ...args]);
      expect([done.status, done.lines], args.join(' ')).toEqual([2, []]);
      expect(done.messages).toContain('usage: chot scan');
    }
  });

  test('exits 1 when a second one would write to the same data', async () => {
    const { directory, samples } = await demoStation();
    const { spawn } = await import('node:child_process');
    const { CLI } = await import('./run-chot.ts');
    const first = spawn(process.execPath, [CLI, 'scan', '--data', directory], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      first.stdin.write(`${samples[0]?.text}\n`);
      await new Promise((resolve) => first.stdout.once('data', resolve));
      const second = await chot(['scan', '--data', directory], `${samples[0]?.text}\n`);
      expect(second).toMatchObject({ status: 1, lines: [] });
      expect(second.messages).toContain('data-in-use');
    } finally {
      first.kill('SIGKILL');
    }
    const third = await chot(['scan', '--data', directory], `${samples[0]?.text}\n`);
    expect(answers(third.lines)[0]).toMatchObject({ colour: 'green', seq: 2 });
  });

  test('names what is wrong with a list of signers or a rule pack', async () => {
    const directory = scratchDirectory();
    const file = join(directory, 'wrong.json');
    writeFileSync(file, '{"kid": "no list"}');
    for (const option of ['--signers', '--rules']) {
      const done = await chot(['scan', option, file]);
      expect(done.status).toBe(1);
      expect(done.messages).toContain(file);
    }
  });
});
