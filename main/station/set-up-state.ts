import { type Lesson, learnScanner } from '../../drivers/scanner/learn/learn.ts';
import type { LearnedProfile } from '../../drivers/scanner/learn/profile.ts';
import type { RawScan } from '../../drivers/scanner/raw-scan.ts';
import type { StationView } from '../contract/messages.ts';
import type { SetUpKey, TriedScan } from '../contract/panels.ts';
import { setUpPages } from '../contract/set-up-devices.ts';

/** A scanner by its place in station.json. */
export type ScannerPlace = { readonly lane: string; readonly index: number };

/** How far the set-up of a scanner is. Pure: keys, raw scans and what became of the storing are inputs. */
export type SetUp =
  | { readonly step: 'devices'; readonly lane: string; readonly page: number }
  /** Every scan of this scanner is for the lesson; what it found can be stored once it is over. */
  | {
      readonly step: 'lesson';
      readonly place: ScannerPlace;
      readonly captures: readonly RawScan[];
      readonly lesson: Lesson;
    }
  | { readonly step: 'not-stored'; readonly place: ScannerPlace; readonly detail: string }
  /** In use as it was learned; the newest scan since is shown, and is no passage. */
  | { readonly step: 'stored'; readonly place: ScannerPlace; readonly tried: TriedScan | null };

export type SetUpStep = {
  readonly setUp: SetUp;
  /** To be stored and used; null: nothing. */
  readonly store: { readonly place: ScannerPlace; readonly profile: LearnedProfile } | null;
};

/** A lesson takes three scans; a scanner that goes on and on begins it anew. */
const MOST_CAPTURES = 24;

export function openSetUp(lane: string): SetUp {
  return { step: 'devices', lane, page: 0 };
}

function beginLesson(place: ScannerPlace): SetUp {
  return { step: 'lesson', place, captures: [], lesson: learnScanner([]) };
}

export function pressSetUp(setUp: SetUp, key: SetUpKey, lanes: StationView['lanes']): SetUpStep {
  const stays = (next: SetUp): SetUpStep => ({ setUp: next, store: null });
  if (setUp.step === 'devices') return stays(chooseDevice(setUp, key, lanes));
  if (key === 'F9') return stays(openSetUp(setUp.place.lane));
  if (key === 'Backspace') return stays(beginLesson(setUp.place));
  if (key !== 'Enter' || setUp.step !== 'lesson' || setUp.lesson.profile === null) return stays(setUp);
  return { setUp, store: { place: setUp.place, profile: setUp.lesson.profile } };
}

function chooseDevice(setUp: Extract<SetUp, { step: 'devices' }>, key: SetUpKey, lanes: StationView['lanes']): SetUp {
  const pages = setUpPages(lanes, setUp.lane);
  if (key === 'F9') return { ...setUp, page: (setUp.page + 1) % pages.length };
  const chosen = pages[setUp.page]?.find(({ digit }) => String(digit) === key);
  if (chosen === undefined || chosen.index === null) return setUp;
  return beginLesson({ lane: chosen.lane, index: chosen.index });
}

/** What the scanner sent while it is being learned. A lesson that is over is not begun anew by one scan more. */
export function learnFrom(setUp: SetUp, raw: RawScan): SetUp {
  if (setUp.step !== 'lesson' || setUp.lesson.profile !== null) return setUp;
  const captures = setUp.captures.length < MOST_CAPTURES ? [...setUp.captures, raw] : [raw];
  return { ...setUp, captures, lesson: learnScanner(captures) };
}

/** The scanner whose raw scans are wanted; null: none. */
export function scannerInLesson(setUp: SetUp | null): ScannerPlace | null {
  return setUp?.step === 'lesson' ? setUp.place : null;
}

/** The lane that checks nobody meanwhile; null: all go on. */
export function laneInSetUp(setUp: SetUp | null): string | null {
  return setUp === null || setUp.step === 'devices' ? null : setUp.place.lane;
}
