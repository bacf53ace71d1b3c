import type { ScanContent } from '../../../main/contract/scan.ts';
import { TEST_CODE_NAMES, type TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import type { RawScan } from '../raw-scan.ts';
import type { Known } from './learn.ts';
import type { LearnedProfile } from './profile.ts';
import { readThrough } from './proof.ts';
import type { Reading } from './reading.ts';
import { codeText } from './test-codes.ts';

/** As long as station.json takes, milliseconds. */
const LONGEST_IDLE = 1000;
const USUAL_IDLE = { serial: 50, hid: 100, wedge: 80 } as const;

/** The profile of a scanner of which all test codes are read. */
export function profileOf({ readings, keyboard, hidProfile }: Known): LearnedProfile {
  const first = readings.get('letters');
  if (first === undefined) throw new Error('nothing is learned before the first code');
  const { prefix, suffix, capture } = first;
  const idle = (kind: keyof typeof USUAL_IDLE) => {
    const idleMs = Math.min(LONGEST_IDLE, Math.max(USUAL_IDLE[kind], patience(longestPause(readings))));
    return { prefix, suffix, aim: 'strip', idleMs } as const;
  };
  switch (capture.kind) {
    case 'bytes':
      return { kind: 'serial', baud: capture.baud, ...idle('serial') };
    case 'reports':
      return { kind: 'hid', profile: hidProfile ?? 'auto', ...idle('hid') };
    case 'keys':
      return { kind: 'wedge', keyboard: keyboard ?? null, ...idle('wedge') };
  }
}

/** What three scans showed is not the worst that comes. */
function patience(pause: number): number {
  return Math.ceil((2 * pause + 20) / 10) * 10;
}

/** Milliseconds. */
export function longestPause(readings: Known['readings']): number {
  const pauses = [...readings.values()].flatMap(({ capture }) => {
    const times = timesOf(capture);
    return times.slice(1).map((at, index) => at - (times[index] ?? at));
  });
  return Math.max(0, ...pauses);
}

function timesOf(capture: RawScan): readonly number[] {
  const events =
    capture.kind === 'bytes' ? capture.pieces : capture.kind === 'reports' ? capture.reports : capture.keys;
  return events.map(({ at }) => at);
}

/** A scanner so set reads the test codes exactly, as far as it sends them whole, and is never taken for an officer. */
export function isProven(profile: LearnedProfile, readings: Known['readings']): boolean {
  return TEST_CODE_NAMES.every((name) => {
    const reading = readings.get(name);
    if (reading === undefined) return false;
    const expected = expectedOf(name, reading);
    const contents = readThrough(reading.capture, profile);
    if (contents === null) return false;
    return expected === null || (contents.length === 1 && same(contents[0] as ScanContent, expected));
  });
}

/** null: it depends on how the scanner changes what it cannot send. */
function expectedOf(name: TestCodeName, { specials }: Reading): ScanContent | null {
  const text = codeText(name);
  if (specials === null || specials === 'accents-whole') return { ok: true, text };
  if (specials === 'controls-whole') return { ok: false, problem: 'control-characters' };
  if (specials === 'accents-dropped' || specials === 'controls-dropped') {
    return { ok: true, text: text.replace(/[^\x20-\x7e]/g, '') };
  }
  return null;
}

function same(a: ScanContent, b: ScanContent): boolean {
  return a.ok ? b.ok && a.text === b.text : !b.ok && a.problem === b.problem;
}
