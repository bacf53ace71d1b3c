import type { PlaceChoice } from '../contract/messages.ts';
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
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const around = ({ parents }: Unit) => parents.flatMap((code) => byCode.get(code) ?? []);
  const inside = (unit: Unit) => [unit, ...around(unit)].some(({ epidemic }) => epidemic);
  const epidemic = units.filter(inside);
  const touched = new Set(epidemic.flatMap(({ parents }) => parents));
  const entries = epidemic.map((unit) => entryOf(unit, around(unit)));
  return {
    locality,
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    origin: (code) => {
      const unit = byCode.get(code);
      if (unit === undefined) return 'unknown';
      if (inside(unit)) return 'epidemic-area';
      return touched.has(code) ? 'unknown' : 'elsewhere';
    },
    search: (typed) => {
      const words = wordsOf(typed);
      const fitting = entries.flatMap((entry) => {
        const rank = rankOf(entry, words);
        return rank === null ? [] : [{ rank, entry }];
      });
      fitting.sort((a, b) => a.rank - b.rank || a.entry.order.localeCompare(b.entry.order, 'en'));
      return fitting.slice(0, MOST_CHOICES).map(({ entry }) => entry.choice);
    },
  };
}

type Entry = {
  readonly choice: PlaceChoice;
  /** Of its own name, folded, without the word for its level. */
  readonly words: readonly string[];
  /** Of its own name and of those around it: these without `Thành phố`, whose first word begins many other names. */
  readonly all: readonly string[];
  /** Larger units first, then by name, then by code. */
  readonly order: string;
};

function entryOf({ code, name }: Unit, around: readonly Unit[]): Entry {
  const names = [name, ...around.map((unit) => unit.name)];
  const choice = { code, name: names.join(', ').normalize('NFC').slice(0, LONGEST_NAME) };
  const all = [name, ...around.map((unit) => withoutCity(unit.name))].flatMap(wordsOf);
  const order = `${code.length} ${foldedText(name)} ${code}`;
  return { choice, words: wordsOf(withoutLevel(name)), all, order };
}

/** What comes first in names: an officer types the name itself. */
function withoutLevel(name: string): string {
  return foldedText(name).replace(
    /^(TINH|THANH PHO|TP\.?|QUAN|HUYEN|THI XA|TX\.?|PHUONG|XA|THI TRAN|TT\.?|DAC KHU)\s+/,
    '',
  );
}

function withoutCity(name: string): string {
  return foldedText(name).replace(/^THANH PHO\s+/, '');
}

function wordsOf(text: string): string[] {
  return foldedText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** 0 the best; null: it does not fit. Nothing typed fits everything. */
function rankOf({ choice, words, all }: Entry, typed: readonly string[]): number | null {
  const text = typed.join(' ');
  const name = words.join(' ');
  if (choice.code === text || name === text) return 0;
  if (/^\d+$/.test(text) && choice.code.startsWith(text)) return 1;
  if (name.startsWith(text)) return 2;
  return typed.every((word) => all.some((each) => each.startsWith(word))) ? 3 : null;
}
