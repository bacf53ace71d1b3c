/**
 * What needs a machine of its own, in the virtual machine.
 *
 *     node test/rig/main.ts [--full] [--seed N]        power cuts
 *     node test/rig/main.ts run PROGRAM [ARGUMENT…]    a program of this machine in the guest, as root
 *
 * Exit status: 0 passed, 1 failed, 2 usage, or what the program says; 77 not done, where no virtual machine can be had.
 */
import { join } from 'node:path';
import { NOT_DONE, runInGuest } from './guest/run-in-guest.ts';

const args = process.argv.slice(2);
const [first, program, ...rest] = args;
const powerCuts = [process.execPath, join(import.meta.dirname, 'power-cut', 'in-guest.ts'), ...args] as const;

const isForm = /^(--full|--seed(=| )\d{1,10}| )*$/.test(args.join(' '));

if (first === 'run' && program !== undefined) process.exitCode = await run([program, ...rest], 3600);
else if (!isForm) {
  console.error('usage: test/rig/main.ts [--full] [--seed N] | run PROGRAM [ARGUMENT…]');
  process.exitCode = 2;
} else process.exitCode = await run(powerCuts, args.includes('--full') ? 7200 : 900, 'power cuts');

/** `suite`: its name, where it is one that passes or fails. */
async function run(command: readonly [string, ...string[]], timeoutSeconds: number, suite?: string): Promise<number> {
  const end = await runInGuest({ command, timeoutSeconds, onLine: (line) => console.log(line) });
  if (!end.ok) {
    console.log(`${suite ?? program}: NOT DONE: ${end.error}`);
    return NOT_DONE;
  }
  if (suite !== undefined) console.log(`${suite}: ${end.value === 0 ? 'passed' : 'FAILED'}`);
  return end.value;
}
