import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleEntry } from './entry.sample.ts';
import { openRecord } from './record.ts';
import { verifyRecord } from './verify-chain.ts';

/** For disk-full.test.ts: runs on a file system of a few megabytes, fills it, frees it, and tells what happened. */

const [disk = ''] = process.argv.slice(2);
const directory = join(disk, 'data');
const ballast = join(disk, 'ballast');
const acknowledged: string[] = [];
const answers: string[] = [];

writeFileSync(ballast, Buffer.alloc(512 * 1024));
const opened = openRecord({ directory });
if (!opened.ok) throw new Error(opened.error.detail);
const record = opened.value;

function appendUntilRefused(most: number): void {
  for (let n = 0; n < most; n += 1) {
    const entry = sampleEntry();
    const appended = record.append(entry);
    if (!appended.ok) {
      answers.push(appended.error);
      return;
    }
    acknowledged.push(entry.uuid);
  }
  answers.push('space left');
}

appendUntilRefused(100_000);
const beforeFull = acknowledged.length;
for (let n = 0; n < 5; n += 1) appendUntilRefused(1);
const whileFull = verifyRecord(directory);
rmSync(ballast);
appendUntilRefused(20);
const afterwards = verifyRecord(directory);
const missing = acknowledged.filter((uuid) => record.find(uuid) === null);
record.close();
const reopened = openRecord({ directory });
if (reopened.ok) reopened.value.close();

process.stdout.write(
  JSON.stringify({
    answers,
    beforeFull,
    acknowledged: acknowledged.length,
    missing: missing.length,
    whileFull: whileFull.ok,
    afterwards: afterwards.ok && afterwards.value.rows,
    reopened: reopened.ok,
  }),
);
