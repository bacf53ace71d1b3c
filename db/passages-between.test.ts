import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleEntry } from './entry.sample.ts';
import { personOf } from './person.sample.ts';
import { readRecord } from './read-record.ts';
import { openRecord } from './record.ts';

const MINUTE_MS = 60_000;
/** Two hours before midnight in Vietnam. */
const FROM = Date.parse('2021-10-17T22:00:00+07:00');
const MINUTES = 28 * 60;
const localDay = (at: number) => new Date(at + 7 * 60 * MINUTE_MS).toISOString().slice(0, 10);
const people = [1, 2, 3].map((n) => personOf(n, n, n, 100_000_000 + n));

type Passage = { readonly minute: number; readonly who: number; readonly way: 'in' | 'out'; readonly green: boolean };

/** The description of `insideAt`, word by word. */
function insideBy(passages: readonly Passage[], minute: number, stay: number): number[] {
  const through = passages.filter(({ way, green }) => way === 'out' || green);
  const dayOf = (passage: Passage) => localDay(FROM + passage.minute * MINUTE_MS);
  return through
    .filter((came) => came.way === 'in' && came.minute < minute)
    .filter((came) => {
      const same = through.filter((other) => other.who === came.who && dayOf(other) === dayOf(came));
      if (same.some((other) => other.minute > came.minute && other.minute < minute)) return false;
      return came.minute >= minute - stay || same.some((other) => other.way === 'out' && other.minute >= minute);
    })
    .map((came) => came.minute)
    .sort((a, b) => a - b);
}

test('who was inside at a moment is whoever had gone in and not out, over midnight too', () => {
  const passage = fc.record({
    minute: fc.nat(MINUTES),
    who: fc.nat(people.length - 1),
    way: fc.constantFrom('in' as const, 'out' as const),
    green: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(passage, { maxLength: 20, selector: ({ minute }) => minute }),
      fc.array(fc.nat(MINUTES), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(30, 120, 600),
      (passages, minutes, stay) => {
        const directory = mkdtempSync(join(tmpdir(), 'chot-inside-'));
        const opened = openRecord({ directory });
        if (!opened.ok) throw new Error(opened.error.detail);
        try {
          for (const { minute, who, way, green } of passages.toSorted((a, b) => a.minute - b.minute)) {
            const at = FROM + minute * MINUTE_MS;
            const colour = green ? 'green' : 'black';
            const entry = sampleEntry({ at, day: localDay(at), direction: way, colour, person: people[who] ?? null });
            expect(opened.value.append(entry).ok).toBe(true);
          }
          const reader = readRecord(directory, null);
          if (!reader.ok) throw new Error(reader.error.detail);
          for (const minute of minutes) {
            const found = [...reader.value.insideAt(FROM + minute * MINUTE_MS, stay * MINUTE_MS)];
            const came = found.map(({ at }) => (at - FROM) / MINUTE_MS).sort((a, b) => a - b);
            expect(came).toEqual(insideBy(passages, minute, stay));
          }
          reader.value.close();
        } finally {
          opened.value.close();
          rmSync(directory, { recursive: true });
        }
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
