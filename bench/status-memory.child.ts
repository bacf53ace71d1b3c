import { readFileSync } from 'node:fs';
import { createKeyring, parseSigners } from '../main/pass/keyring.ts';
import { type StatusList, statusAt } from '../main/trust/status-list.ts';
import type { StatusListToken } from '../main/trust/status-list-token.ts';
import { checkStatusList } from '../main/trust/verified-status-list.ts';

/**
 * `node --expose-gc status-memory.child.ts SIGNERS LIST COPIES`: what lists cost this process in memory and in time to load,
 * and how fast the first is looked up; one JSON object on stdout. Several copies, since one alone would be lost in what a
 * process of Node weighs.
 */
const [signers = '', file = '', copies = '1'] = process.argv.slice(2);
const parsed = parseSigners(JSON.parse(readFileSync(signers, 'utf8')));
if (!parsed.ok) throw new Error(parsed.error);
const keyring = createKeyring(parsed.value.keys);
const load = (): StatusListToken => {
  const token = checkStatusList(readFileSync(file), '1', keyring);
  if (!token.ok) throw new Error(token.error);
  return token.value;
};

/** Loaded once and let go: the code is there, and what the C library keeps of the file for itself. */
load();
const before = settled();
const loadMs: number[] = [];
const lists = Array.from({ length: Number(copies) }, () => {
  const start = performance.now();
  const { list } = load();
  loadMs.push(performance.now() - start);
  return list;
});
const after = settled();

const [list] = lists;
if (list === undefined) throw new Error('no list');
const indexes = Uint32Array.from({ length: 1 << 20 }, () => Math.random() * list.size);
/** The first quarter warms up. */
const ROUNDS = 40;
const millionsPerSecond: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  const sum = lookUpAll(list, indexes);
  millionsPerSecond.push(indexes.length / (performance.now() - start) / 1000);
  // used, or the loop might be left out
  if (sum === 0) throw new Error('a list of zeros');
}

const rawBytes = lists.reduce((sum, { bytes }) => sum + bytes.length, 0);
console.log(
  JSON.stringify({
    residentBytes: after - before,
    rawBytes,
    loadMs,
    millionsPerSecond: millionsPerSecond.slice(ROUNDS / 4),
  }),
);

function settled(): number {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  return process.memoryUsage.rss();
}

function lookUpAll(all: StatusList, places: Uint32Array): number {
  let sum = 0;
  for (let n = 0; n < places.length; n++) {
    const value = statusAt(all, places[n] ?? 0);
    if (value.ok) sum += value.value;
  }
  return sum;
}
