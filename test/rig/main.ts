/**
 * What needs a machine of its own, in the virtual machine.
 *
 *     node test/rig/main.ts [--full]                                    all suites
 *     node test/rig/main.ts power-cuts [--full] [--seed N] [--only trust|record]
 *     node test/rig/main.ts disk-faults [--full] [--seed N]
 *     node test/rig/main.ts devices [--full] [--tests PATTERN] [FILE…]  those files, those tests alone
 *     node test/rig/main.ts run PROGRAM [ARGUMENT…]                     a program of this machine in the guest, as root
 *
 * Exit status: 0 passed, 1 failed, 2 usage, or what the program says; 77 not done, where no virtual machine can be had.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type GuestJob, NOT_DONE, runInGuest } from './guest/run-in-guest.ts';

type Suite = { readonly name: string } & Pick<GuestJob, 'command' | 'timeoutSeconds' | 'usbSerial'>;

/** FTDI adapters, which the guest plugs in itself. */
const ADAPTERS = 2;

const [first, ...rest] = process.argv.slice(2);
const [program, ...programArgs] = rest;
if (first === 'run' && program !== undefined) {
  const end = await run({ command: [program, ...programArgs], timeoutSeconds: 3600, usbSerial: ADAPTERS });
  process.exitCode = end ?? NOT_DONE;
} else {
  const suites = suitesOf(process.argv.slice(2));
  if (suites === null) {
    console.error(
      'usage: test/rig/main.ts [power-cuts | disk-faults | devices] [--full] [--seed N] [--only NAME] [--tests PATTERN] [FILE…] | run PROGRAM…',
    );
    process.exitCode = 2;
  } else {
    const statuses: number[] = [];
    for (const suite of suites) statuses.push(await runSuite(suite));
    process.exitCode = statuses.find((status) => status === 1) ?? statuses.find((status) => status !== 0) ?? 0;
  }
}

/** null: asked for in a way that there is not. */
function suitesOf(args: string[]): readonly Suite[] | null {
  const text = { type: 'string' } as const;
  const options = { full: { type: 'boolean' }, seed: text, only: text, tests: text } as const;
  let asked: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>;
  try {
    asked = parseArgs({ args, options, allowPositionals: true });
  } catch {
    return null;
  }
  const { full = false, seed = '1', only, tests } = asked.values;
  const [name, ...files] = asked.positionals;
  if (!/^\d{1,10}$/.test(seed)) return null;
  if (name === undefined) return [powerCuts(full, seed, only), diskFaults(full, seed), devices(full, tests, [])];
  if (name === 'power-cuts' && files.length === 0) return [powerCuts(full, seed, only)];
  if (name === 'disk-faults' && files.length === 0) return [diskFaults(full, seed)];
  return name === 'devices' ? [devices(full, tests, files)] : null;
}

function powerCuts(full: boolean, seed: string, only: string | undefined): Suite {
  const script = join(import.meta.dirname, 'power-cut', 'in-guest.ts');
  const chosen = [...(full ? ['--full'] : []), ...(only === undefined ? [] : ['--only', only])];
  const command = [process.execPath, script, '--seed', seed, ...chosen] as const;
  return { name: 'power cuts', command, timeoutSeconds: full ? 36_000 : 1200 };
}

function diskFaults(full: boolean, seed: string): Suite {
  const script = join(import.meta.dirname, 'disk-faults', 'in-guest.ts');
  const command = [process.execPath, script, '--seed', seed, ...(full ? ['--full'] : [])] as const;
  return { name: 'disk faults', command, timeoutSeconds: full ? 7200 : 900 };
}

function devices(full: boolean, tests: string | undefined, files: readonly string[]): Suite {
  const script = join(import.meta.dirname, 'devices', 'in-guest.ts');
  const chosen = [...(full ? ['--full'] : []), ...(tests === undefined ? [] : ['--tests', tests]), ...files];
  // Each device that is played takes a thread that waits for the kernel.
  const command = [
    'env',
    'CI=true',
    'NO_COLOR=1',
    'UV_THREADPOOL_SIZE=24',
    process.execPath,
    script,
    ...chosen,
  ] as const;
  return { name: 'devices', command, timeoutSeconds: full ? 7200 : 1800, usbSerial: ADAPTERS };
}

async function runSuite({ name, ...job }: Suite): Promise<number> {
  const beganAt = performance.now();
  let counts = '';
  const status = await run(job, (line) => {
    if (/^\{"passed":\d+,"failed":\d+\}$/.test(line)) counts = line;
  });
  if (status === null) {
    console.log(`${name}: NOT DONE`);
    return NOT_DONE;
  }
  const seconds = Math.round((performance.now() - beganAt) / 1000);
  console.log(`${name}: ${status === 0 ? 'passed' : 'FAILED'} ${counts} in ${seconds} s`);
  return status === 0 ? 0 : 1;
}

/** null: it was not done, and why is said. */
async function run(job: Omit<GuestJob, 'onLine'>, hear: (line: string) => void = () => {}): Promise<number | null> {
  const end = await runInGuest({
    ...job,
    onLine(line) {
      hear(line);
      console.log(line);
    },
  });
  if (end.ok) return end.value;
  console.log(`NOT DONE: ${end.error}`);
  return null;
}
