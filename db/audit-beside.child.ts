import { auditBeside } from './audit-beside.ts';

/** For audit-beside.test.ts: another process that notes things while the station does. */

const [directory = '', times = ''] = process.argv.slice(2);
for (let n = 0; n < Number(times); n += 1) {
  const noted = auditBeside(directory, { who: 'cli', from: 'cli', what: 'beside', detail: { n } }, Date.now());
  if (!noted.ok) throw new Error(noted.error.detail);
  process.stdout.write(`${noted.value.seq}\n`);
}
