import { type LessonProblem, TEST_CODE_NAMES, type TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import type { HidProfile, ScannerKeyboard } from '../../../main/contract/station-config.ts';
import type { RawScan } from '../raw-scan.ts';
import { readBytes } from './bytes-reading.ts';
import { type Finding, findingsOf } from './findings.ts';
import { type KeysRead, readKeys } from './keys-reading.ts';
import { isProven, profileOf } from './learned.ts';
import type { LearnedProfile } from './profile.ts';
import type { Reading } from './reading.ts';
import { HID_PROFILES, type RawReports, readReports, showsTestCode } from './reports-reading.ts';

export type { Finding } from './findings.ts';

export type Lesson = {
  /** What to scan next; null: the lesson is over, `profile` is there. */
  readonly next: TestCodeName | null;
  /** What was wrong with the last scan; null: it taught what it should. */
  readonly problem: LessonProblem | null;
  /** The serial line is to be reopened at this baud before the next scan; null: it stays as it is. */
  readonly baud: number | null;
  /** What is known so far, at the end all that was found. */
  readonly findings: readonly Finding[];
  readonly profile: LearnedProfile | null;
};

/** A scan that taught nothing takes nothing back; with any other problem the settings must change, and all begins anew. */
const SCAN_AGAIN: readonly LessonProblem[] = ['another-code', 'part-lost'];

/** From the commonest; the first two are those of nearly all scanners. */
const BAUDS: readonly number[] = [9600, 115_200, 19_200, 38_400, 57_600];

/** What is known after some of the captures. */
export type Known = {
  readonly readings: ReadonlyMap<TestCodeName, Reading>;
  /** undefined: not before the first code is read. */
  readonly keyboard: ScannerKeyboard | null | undefined;
  readonly hidProfile: HidProfile | 'auto' | null;
};

type Course = Known & {
  readonly problem: LessonProblem | null;
  /** At which only garbage came. */
  readonly garbled: readonly number[];
};

type Reader = (capture: RawScan, keyboard: Known['keyboard']) => KeysRead;

/**
 * Teaches a scanner from what it sent of the printed test codes. Pure. `captures`: all scans of this lesson of one scanner,
 * in their order; the answer is the lesson so far. No profile is given that does not read the captures exactly.
 */
export function learnScanner(captures: readonly RawScan[]): Lesson {
  const kind = captures.at(-1)?.kind;
  const ofKind = captures.filter((capture) => capture.kind === kind);
  if (kind !== 'reports') return lessonOf(course(ofKind, null, readWire), ofKind);
  return reportsLesson(ofKind.filter((capture) => capture.kind === 'reports'));
}

function readWire(capture: RawScan, keyboard: Known['keyboard']): KeysRead {
  if (capture.kind === 'keys') return readKeys(capture, keyboard);
  const pieces = capture.kind === 'bytes' ? capture.pieces : capture.reports;
  return readBytes(capture, Buffer.concat(pieces.map(({ bytes }) => bytes)));
}

/** Of all profiles by which such reports may be read, the first that gets furthest. */
function reportsLesson(captures: readonly RawReports[]): Lesson {
  const readable = HID_PROFILES.filter((profile) =>
    captures.every((capture) => readReports(capture, profile) !== null),
  );
  const lessons = readable.map((profile) => {
    const read = (capture: RawScan) => (capture.kind === 'reports' ? readReports(capture, profile) : null);
    const known = course(captures, profile, (capture) => read(capture) ?? { ok: false, error: 'reports-unreadable' });
    return lessonOf(known, captures);
  });
  const best = lessons.reduce((one, other) => (steps(other) > steps(one) ? other : one));
  if (steps(best) > 0) return best;
  // a problem of what was read shows that the profile is the right one; what was not read may be for the profile's sake
  const telling = lessons.find(({ problem }) => problem !== null && !UNREAD.includes(problem));
  const shown = captures.at(-1);
  const problem = shown !== undefined && showsTestCode(shown) ? 'part-lost' : 'reports-unreadable';
  return telling ?? { ...best, baud: null, problem };
}

const UNREAD: readonly LessonProblem[] = [...SCAN_AGAIN, 'garbled', 'prefix-unusable', 'characters-changed'];

function steps({ next }: Lesson): number {
  return next === null ? TEST_CODE_NAMES.length : TEST_CODE_NAMES.indexOf(next);
}

function course(captures: readonly RawScan[], hidProfile: Known['hidProfile'], read: Reader): Course {
  let known = beginning(hidProfile);
  for (const capture of captures) {
    const outcome = read(capture, known.keyboard);
    known = outcome.ok ? learned(known, outcome) : failed(known, capture, outcome.error);
  }
  return known;
}

function beginning(hidProfile: Known['hidProfile'], problem: LessonProblem | null = null): Course {
  return { readings: new Map(), keyboard: undefined, hidProfile, problem, garbled: [] };
}

function learned(known: Course, { value, keyboard }: Extract<KeysRead, { ok: true }>): Course {
  const begin = beginning(known.hidProfile);
  if (value.name === 'letters') return { ...begin, readings: new Map([[value.name, value]]), keyboard };
  if (known.readings.size === 0) return { ...known, problem: 'another-code' };
  const isLikeAll = [...known.readings.values()].every((other) => isLike(other, value));
  if (!isLikeAll) return { ...begin, problem: 'not-as-before' };
  const readings = new Map(known.readings).set(value.name, value);
  const next: Course = { ...begin, readings, keyboard: known.keyboard };
  const isOver = readings.size === TEST_CODE_NAMES.length;
  return isOver && !isProven(profileOf(next), readings) ? { ...begin, problem: 'unexplained' } : next;
}

function failed(known: Course, capture: RawScan, problem: LessonProblem): Course {
  if (problem !== 'garbled') {
    return SCAN_AGAIN.includes(problem) ? { ...known, problem } : beginning(known.hidProfile, problem);
  }
  // a line that was understood is no garbage: what came was noise, or half a scan
  if (known.readings.size > 0) return { ...known, problem: 'part-lost' };
  return { ...known, problem, garbled: capture.kind === 'bytes' ? [...known.garbled, capture.baud] : [] };
}

/** Settings do not change between the codes of a lesson, or what was learned of the first says nothing of the next. */
function isLike(a: Reading, b: Reading): boolean {
  return a.prefix === b.prefix && a.suffix === b.suffix && a.end === b.end && (a.aim === null) === (b.aim === null);
}

function lessonOf(known: Course, captures: readonly RawScan[]): Lesson {
  const next = TEST_CODE_NAMES.find((name) => !known.readings.has(name)) ?? null;
  const last = captures.at(-1);
  return {
    next,
    problem: known.problem,
    baud: known.problem === 'garbled' && last?.kind === 'bytes' ? nextBaud(last.baud, known.garbled) : null,
    findings: findingsOf(known),
    profile: next === null ? profileOf(known) : null,
  };
}

function nextBaud(current: number, tried: readonly number[]): number {
  const untried = BAUDS.find((baud) => !tried.includes(baud));
  return untried ?? BAUDS[(BAUDS.indexOf(current) + 1) % BAUDS.length] ?? current;
}
