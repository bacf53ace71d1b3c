import { sampleEntry, uuidV7 } from './entry.sample.ts';
import { openRecord } from './record.ts';

/** For crash.test.ts: appends rows until it is killed, and tells of each when it is acknowledged. */

const [directory = '', hold] = process.argv.slice(2);
const opened = openRecord({ directory });
if (!opened.ok) {
  process.stdout.write(`${JSON.stringify({ error: opened.error.code })}\n`);
  process.exit(1);
}
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

function appendOne(): void {
  if (!opened.ok) return;
  const appended = opened.value.append(sampleEntry({ uuid: uuidV7(Date.now()) }));
  if (!appended.ok) throw new Error(appended.error);
  process.stdout.write(`${JSON.stringify(appended.value)}\n`);
  setImmediate(appendOne);
}

if (hold === 'hold') setInterval(() => {}, 60_000);
else appendOne();
