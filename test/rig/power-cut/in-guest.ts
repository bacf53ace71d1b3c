/**
 * In the guest: cuts the power of a station that updates its trust, and of one that records passages, and looks what is left;
 * then the same with what must lose data, so that it is known to notice. Prints a JSON line for each. Exit status: 0 nothing
 * was lost, and each of those losses was noticed; else 1.
 */
import { parseArgs } from 'node:util';
import { tryRecord } from './try-record.ts';
import { tryTrust } from './try-trust.ts';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const suites = { trust: tryTrust, record: tryRecord };
const asked = { full: values.full, seed: Number(values.seed) };
const results: boolean[] = [];
for (const [name, run] of Object.entries(suites)) {
  if (values.only === undefined || values.only === name) results.push(...(await run(asked)));
}
const failed = results.filter((passed) => !passed).length;
console.log(JSON.stringify({ passed: results.length - failed, failed }));
process.exitCode = results.length > 0 && failed === 0 ? 0 : 1;
