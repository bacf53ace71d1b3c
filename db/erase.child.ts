import { openRecord } from './record.ts';

/** For erase.test.ts: erases all that is too old, and is killed meanwhile. */

const [directory = '', today = ''] = process.argv.slice(2);
const opened = openRecord({ directory });
if (!opened.ok) throw new Error(opened.error.detail);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  opened.value.eraseExpired({ today, vouched: true, retentionDays: 1, hasCentral: false });
  process.stdout.write('erased\n');
});
