import { readFileSync } from 'node:fs';
import { openFactsTarget } from '../main/trust/facts-target.ts';
import { benchPerson } from './facts-people.ts';

/**
 * `node --expose-gc facts.child.ts FILE IDENTITY`: what a facts file costs this process in time and memory, how long the event
 * loop was held up meanwhile, and how fast people are looked up; one JSON object on stdout.
 */
const [file = '', identity = ''] = process.argv.slice(2);
const LOOKUPS = 20_000;

const before = settled();
let last = performance.now();
let longestPauseMs = 0;
const timer = setInterval(() => {
  longestPauseMs = Math.max(longestPauseMs, performance.now() - last);
  last = performance.now();
}, 1);
const start = performance.now();
const encrypted = readFileSync(file);
const index = await openFactsTarget({ name: 'facts/bench.age', part: 'bench' }, encrypted, identity);
const loadMs = performance.now() - start;
clearInterval(timer);
if (!index.ok) throw new Error(index.error.message);
const { people, find } = index.value;
const bytes = encrypted.length;

const lookupsFrom = performance.now();
for (let n = 0; n < LOOKUPS; n++) {
  const { name = '', birthDate = null, ids } = benchPerson((n * 7919) % people);
  const [found] = find({ name, birthDate, ids });
  if (found?.name !== 'same') throw new Error('somebody was not found');
}
const lookupUs = ((performance.now() - lookupsFrom) * 1000) / LOOKUPS;
console.log(JSON.stringify({ people, bytes, loadMs, longestPauseMs, lookupUs, residentBytes: settled() - before }));

function settled(): number {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  return process.memoryUsage.rss();
}
