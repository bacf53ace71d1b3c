import type { PlaceChoice } from '../contract/panels.ts';
import type { Origin } from '../contract/verdict.ts';
import { foldedText } from './folded-text.ts';
import type { PlacesFile, Unit } from './places-file.ts';

/** Where people come from, and whether that is an epidemic area. */
export type Places = {
  readonly locality: string;
  /** Milliseconds since the epoch; from `validTo` on it says nothing. */
  readonly validFrom: number;
  readonly validTo: number;
  /**
   * A unit is in an epidemic area when it, or a unit that it lies in, is. `unknown`: the file has it not, or only a part of it
   * is in such an area.
   */
  origin(unit: string): Origin;
  /** Units in an epidemic area that fit what is typed, at most 9, best first. */
  search(typed: string): PlaceChoice[];
};

const MOST_CHOICES = 9;
const LONGEST_NAME = 120;

export function createPlaces({ locality, units, validFrom, validTo }: PlacesFile): Places {
  const byCode = new Map(units.map((unit) => [unit.code, namedUnit(unit)]));
  const around = ({ parents }: Unit) => parents.flatMap((code) => byCode.get(code) ?? []);
  const isInside = (unit: Unit) => unit.epidemic || around(unit).some((each) => each.unit.epidemic);
  const epidemic = units.filter(isInside);
  const touched = new Set(epidemic.flatMap(({ parents }) => parents));
  const entries = epidemic.flatMap(({ code }) => byCode.get(code) ?? []).sort(largestFirst);
  return {
    locality,
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    origin: (code) => {
      const named = byCode.get(code);
      if (named === undefined) return 'unknown';
      if (isInside(named.unit)) return 'epidemic-area';
      return touched.has(code) ? 'unknown' : 'elsewhere';
    },
    search: (typed) => {
      const words = wordsOf(foldedText(typed));
      const ranked = entries.flatMap((entry) => {
        const rank = rankOf(entry, around(entry.unit), words);
        return rank === null ? [] : [{ rank, entry }];
      });
      // stable: of one rank they stay in their order
      const best = ranked.sort((a, b) => a.rank - b.rank).slice(0, MOST_CHOICES);
      return best.map(({ entry }) => choiceOf(entry, around(entry.unit)));
    },
  };
}

/** A unit with its name as it is searched. */
type NamedUnit = {
  readonly unit: Unit;
  readonly words: readonly string[];
  /** Its words without those for its level: an officer types the name itself. */
  readonly name: string;
  /** What finds the units that lie in it: without `Thành phố`, whose first word begins many other names. */
  readonly wordsAround: readonly string[];
};

const LEVEL = /^(TINH|THANH PHO|TP|QUAN|HUYEN|THI XA|TX|PHUONG|XA|THI TRAN|TT|DAC KHU)\s/;

function namedUnit(unit: Unit): NamedUnit {
  const words = wordsOf(foldedText(unit.name));
  const whole = words.join(' ');
  const wordsAround = whole.startsWith('THANH PHO ') ? words.slice(2) : words;
  return { unit, words, name: whole.replace(LEVEL, ''), wordsAround };
}

function wordsOf(folded: string): string[] {
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Then by name, then by code. */
function largestFirst(a: NamedUnit, b: NamedUnit): number {
  const levels = a.unit.code.length - b.unit.code.length;
  if (levels !== 0) return levels;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.unit.code < b.unit.code ? -1 : 1;
}

/** 0 the best; null: it does not fit. Nothing typed fits everything. */
function rankOf(
  { unit, words, name }: NamedUnit,
  around: readonly NamedUnit[],
  typed: readonly string[],
): number | null {
  const text = typed.join(' ');
  if (unit.code === text || name === text) return 0;
  if (/^\d+$/.test(text) && unit.code.startsWith(text)) return 1;
  if (name.startsWith(text)) return 2;
  const begins = (word: string) => (each: string) => each.startsWith(word);
  const fits = (word: string) => words.some(begins(word)) || around.some((each) => each.wordsAround.some(begins(word)));
  return typed.every(fits) ? 3 : null;
}

function choiceOf({ unit }: NamedUnit, around: readonly NamedUnit[]): PlaceChoice {
  const names = [unit, ...around.map((each) => each.unit)].map(({ name }) => name);
  return { code: unit.code, name: names.join(', ').normalize('NFC').slice(0, LONGEST_NAME) };
}
