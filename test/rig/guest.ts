/**
 * Runs a program in the virtual machine of the rig: `node test/rig/guest.ts PROGRAM [ARGUMENT…]`. Exit status: the program's;
 * 77 where a virtual machine cannot be had, which is not done rather than passed.
 */
import { NOT_DONE, runInGuest } from './guest/run-in-guest.ts';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('usage: node test/rig/guest.ts PROGRAM [ARGUMENT…]');
  process.exitCode = 2;
} else {
  const end = await runInGuest({
    command: [program, ...args],
    timeoutSeconds: 600,
    onLine: (line) => console.log(line),
  });
  if (!end.ok) console.error(`NOT DONE: ${end.error}`);
  process.exitCode = end.ok ? end.value : NOT_DONE;
}
