import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import { replayScanner } from './replay.ts';

function fileOf(lines: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'chot-replay-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'scans.txt');
  writeFileSync(path, lines);
  return path;
}

function started(path: string, repeat: boolean) {
  const source = replayScanner({ kind: 'replay', path, everyMs: 20, repeat });
  onTestFinished(() => source.stop());
  const recorder = new ScanRecorder();
  source.start(recorder.events);
  return { source, recorder };
}

test('gives each line as a scan, in order, and then says that the file is over', async () => {
  const { recorder } = started(fileOf('HC1:ONE\r\n\nHC1:\ttab\nHC1:THREE'), false);
  await recorder.untilState('missing');
  expect(recorder.contents).toEqual([
    { ok: true, text: 'HC1:ONE' },
    { ok: false, problem: 'control-characters' },
    { ok: true, text: 'HC1:THREE' },
  ]);
  expect(recorder.states.at(-1)).toMatchObject({ kind: 'replay', detail: 'the file is over' });
});

test('begins again at the end where it is to repeat, until it is stopped', async () => {
  const { recorder, source } = started(fileOf('HC1:ONE\nHC1:TWO\n'), true);
  await recorder.untilScans(5);
  await source.stop();
  const scans = recorder.scans.length;
  expect(recorder.contents.slice(0, 5)).toEqual(
    ['ONE', 'TWO', 'ONE', 'TWO', 'ONE'].map((each) => ({ ok: true, text: `HC1:${each}` })),
  );
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(recorder.scans.length).toBe(scans);
});

test('says what is wrong with a file that cannot be read', async () => {
  const { recorder } = started(fileOf('x').replace('scans.txt', 'none.txt'), false);
  await recorder.untilState('missing');
  expect(recorder.states.at(-1)?.detail).toMatch(/no such file/);
});

test('takes nothing for a file that would keep the process from ending: a pipe, a device', async () => {
  const pipe = fileOf('').replace('scans.txt', 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  for (const path of [pipe, '/dev/ptmx', '/dev/zero']) {
    const { source, recorder } = started(path, true);
    await recorder.untilState('missing');
    expect(recorder.states.at(-1)?.detail).toBe('it is not a file');
    await source.stop();
  }
});
