import type { LessonFinding, LessonProblem, TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import type { RawScan } from '../raw-scan.ts';
import type { LearnedProfile } from './profile.ts';

export type Finding = { readonly code: LessonFinding; readonly value: string | null };

export type Lesson = {
  /** What to scan next; null: the lesson is over, `profile` is there. */
  readonly next: TestCodeName | null;
  /** What was wrong with the last scan; null: it taught what it should. */
  readonly problem: LessonProblem | null;
  /** The serial line is to be reopened at this baud before the next scan; null: it stays as it is. */
  readonly baud: number | null;
  /** What is known so far, or all that was found. */
  readonly findings: readonly Finding[];
  readonly profile: LearnedProfile | null;
};

/** Pure. `captures`: all scans of this lesson of one scanner, in their order; the lesson so far. */
export function learnScanner(captures: readonly RawScan[]): Lesson {
  void captures;
  return { next: 'letters', problem: null, baud: null, findings: [], profile: null };
}
