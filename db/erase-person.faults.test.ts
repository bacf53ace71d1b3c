import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, expect, test } from 'vitest';
import { SAMPLE_DAY } from './entry.sample.ts';
import { an, binh, ErasingRecord, idOf } from './erasing-record.sample.ts';
import { verifyRecord } from './verify-chain.ts';

const NEXT_DAY = '2021-10-19';
const CALLS = [
  ...['openSync', 'readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync', 'fstatSync', 'mkdirSync'],
  ...['readdirSync', 'readFileSync', 'statSync', 'renameSync', 'unlinkSync', 'rmSync'],
] as const;
const CODES = ['EIO', 'ENOSPC', 'EROFS'] as const;

const whole = Object.fromEntries(CALLS.map((name) => [name, fs[name as 'openSync']]));
const restore = () => {
  Object.assign(fs, whole);
  syncBuiltinESMExports();
};
afterEach(restore);

/** The n-th call to the file system fails; tells whether there were so many. */
function failAt(n: number, code: string): { failed: string | null } {
  const told = { failed: null as string | null };
  let calls = 0;
  const changed = fs as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of CALLS) {
    const original = whole[name] as unknown as (...given: unknown[]) => unknown;
    changed[name] = (...given) => {
      calls += 1;
      if (calls !== n) return original(...given);
      told.failed = `${name} ${given[0]}`;
      throw Object.assign(new Error(`${code}: ${name}`), { code, syscall: name });
    };
  }
  syncBuiltinESMExports();
  return told;
}

const kept = new ErasingRecord();

test('every call to the file system fails once: each day is as it was or erased, nobody else is lost, and it is ended later', () => {
  for (const day of [SAMPLE_DAY, NEXT_DAY]) for (const person of [an, binh]) kept.append(person, day);
  kept.record.close();
  const before = kept.directory;
  const wrong: string[] = [];
  let n = 1;
  for (; n < 1000; n += 1) {
    kept.directory = `${before}-${n}`;
    fs.cpSync(before, kept.directory, { recursive: true });
    kept.open();
    const told = failAt(n, CODES[n % CODES.length] ?? 'EIO');
    const isMeant = ({ ids }: typeof an) => ids.some(({ value }) => value === idOf(an));
    const erased = kept.record.erasePerson(isMeant, { who: 'cli', from: 'cli' });
    restore();
    const look = (when: string) => {
      for (const day of [SAMPLE_DAY, NEXT_DAY]) {
        const [first, second] = kept.states(day);
        const mayStay = !(erased.ok || when === 'at last');
        if (second !== binh.name || !(first === 'erased' || (mayStay && first === an.name))) {
          wrong.push(`call ${n}, ${told.failed}, ${when}: ${day}: ${first}, ${second}`);
        }
      }
    };
    look('at once');
    kept.problems = [];
    kept.reopen();
    look('after the next start');
    const verified = verifyRecord(kept.directory);
    if (!verified.ok) wrong.push(`call ${n}, ${told.failed}: ${JSON.stringify(verified.error)}`);
    kept.erase(an);
    look('at last');
    if (kept.problems.length > 0) wrong.push(`call ${n}, ${told.failed}: ${JSON.stringify(kept.problems)}`);
    const keys = kept.files('keys/days').join();
    if (keys !== `${SAMPLE_DAY}.2.key,${NEXT_DAY}.2.key`) wrong.push(`call ${n}, ${told.failed}: ${keys}`);
    kept.record.close();
    fs.rmSync(kept.directory, { recursive: true });
    if (told.failed === null) break;
  }
  kept.directory = before;
  kept.open();
  console.log(`each of ${n - 1} calls failed once`);
  expect(n).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
}, 300_000);
