/**
 * What needs a machine of its own, in the virtual machine: `node test/rig/main.ts [--full] [--seed N]`. Exit status: 0 passed,
 * 1 failed, 77 not done, where no virtual machine can be had.
 */
import { join } from 'node:path';
import { NOT_DONE, runInGuest } from './guest/run-in-guest.ts';

const args = process.argv.slice(2);
const program = join(import.meta.dirname, 'power-cut', 'in-guest.ts');
const timeoutSeconds = args.includes('--full') ? 7200 : 900;
const end = await runInGuest({
  command: [process.execPath, program, ...args],
  timeoutSeconds,
  onLine: (line) => console.log(line),
});
if (!end.ok) console.log(`power cuts: NOT DONE: ${end.error}`);
else console.log(`power cuts: ${end.value === 0 ? 'passed' : 'FAILED'}`);
process.exitCode = end.ok ? Math.min(end.value, 1) : NOT_DONE;
