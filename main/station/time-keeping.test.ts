import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { signTime } from '../../fixtures/issuer/signed-time.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { createTimeKeeping } from './time-keeping.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const TIME = Date.parse('2021-10-01T08:00:00Z');
const signer = makeSigner({ alg: 'ES256', formats: ['time'] });
const keys = parseSigners([signer.entry]);
const ring = createKeyring(keys.ok ? keys.value.keys : []);

const SURE = { state: 'ok', by: 'wall' } as const;
const DOUBTFUL = { state: 'suspect', by: 'wall' } as const;
const BY_SIGNED = { state: 'ok', by: 'signed' } as const;

let uptime: number;
let asked: number;
let heard: (readonly [number, number])[];
let log: string[];
let answer: (nonce: Uint8Array) => Result<Uint8Array, string>;
let tookMs: number;
let keeping: ReturnType<typeof createTimeKeeping>;

beforeEach(() => {
  [uptime, asked, heard, log, tookMs] = [5000, 0, [], [], 200];
  answer = (nonce) => ok(signTime({ signer, time: TIME, nonce }));
  const source = {
    ask: async (nonce: Uint8Array) => {
      asked += 1;
      uptime += tookMs;
      return answer(nonce);
    },
    nonce: () => new Uint8Array(randomBytes(16)),
    log: (message: string) => void log.push(message),
  };
  const watch = { heard: (time: number, at: number) => void heard.push([time, at]) };
  keeping = createTimeKeeping(
    source,
    { uptime: () => uptime },
    watch,
    () => ring,
    () => {},
  );
});

/** As the station does: a look every ten seconds. */
async function run(seconds: number, verdict: Parameters<typeof keeping.check>[0]): Promise<number> {
  const before = asked;
  for (let at = 0; at < seconds; at += 10) {
    keeping.check(verdict);
    await new Promise((resolve) => setImmediate(resolve));
    uptime += 10 * SECOND;
  }
  return asked - before;
}

describe('signed time is asked for', () => {
  test('at the start, then every hour', async () => {
    expect(await run(20, SURE)).toBe(1);
    expect(await run(3500, SURE)).toBe(0);
    expect(await run(3000, SURE)).toBe(1);
  });
  test('soon, again and again, while the clock is in doubt', async () => {
    expect(await run(600, DOUBTFUL)).toBeGreaterThan(20);
  });
  test('at once when the wall clock parts from signed time, once', async () => {
    await run(60, SURE);
    expect(await run(60, BY_SIGNED)).toBe(1);
    expect(await run(3000, BY_SIGNED)).toBe(0);
  });
  test('after failures at growing intervals: a minute while nobody can be admitted, five while all is well', async () => {
    answer = () => err('ECONNREFUSED');
    expect(await run(3600, DOUBTFUL)).toBeGreaterThanOrEqual(50);
    await run(1800, SURE);
    expect(await run(3600, SURE)).toBeLessThanOrEqual(13);
    answer = (nonce) => ok(signTime({ signer, time: TIME, nonce }));
    expect(await run(310, SURE)).toBe(1);
    expect(heard).toHaveLength(1);
  });
  test('one question at a time', () => {
    for (let time = 0; time < 10; time += 1) keeping.check(DOUBTFUL);
    expect(asked).toBe(1);
  });
});

describe('an answer', () => {
  test('tells the time of the middle between question and answer', async () => {
    await run(10, DOUBTFUL);
    expect(heard).toEqual([[TIME, 5100]]);
  });
  test('that took more than ten seconds is not exact enough', async () => {
    tookMs = 10_001;
    await run(10, DOUBTFUL);
    expect(heard).toEqual([]);
    expect(log).toEqual([expect.stringContaining('too long')]);
  });
  test('to another question does not count', async () => {
    answer = () => ok(signTime({ signer, time: TIME, nonce: randomBytes(16) }));
    await run(60, DOUBTFUL);
    expect(heard).toEqual([]);
  });
  test('of a machine that slept meanwhile is too old', async () => {
    tookMs = HOUR;
    await run(10, SURE);
    expect(heard).toEqual([]);
  });
});

test('a failure is told once for as long as it lasts', async () => {
  answer = () => err('ECONNREFUSED');
  await run(600, DOUBTFUL);
  answer = () => err('HTTP 503');
  await run(600, DOUBTFUL);
  expect(log).toEqual(['no signed time: ECONNREFUSED', 'no signed time: HTTP 503']);
});
