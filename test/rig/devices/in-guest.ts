/**
 * In the guest: the device suite, all files one after the other in one process, since starting one is slow there. Arguments:
 * parts of names of files, to run those alone; `--tests PATTERN`: of tests; `--full`: a longer run. Prints a line for each test, and at the end a line
 * of JSON with their counts. Exit status: 0 all passed, else 1.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest, type TestCase, type TestModule } from 'vitest/node';

const { values, positionals } = parseArgs({
  options: { tests: { type: 'string' }, full: { type: 'boolean', default: false } },
  allowPositionals: true,
});

/** Debian's rules for serial devices and what they stand on. The others are for disks, sound and seats, and take their time. */
const UDEV_RULES = ['50-udev-default.rules', '60-serial.rules'];
const masks = '/run/udev/rules.d';
mkdirSync(masks, { recursive: true });
for (const name of readdirSync('/lib/udev/rules.d')) {
  if (!UDEV_RULES.includes(name)) symlinkSync('/dev/null', join(masks, name));
}
// Names under /dev/serial/by-id are made by udev; its daemon runs until the guest is off.
execFileSync('/lib/systemd/systemd-udevd', ['--daemon'], { stdio: ['ignore', 'ignore', 'inherit'] });

declare module 'vitest' {
  interface ProvidedContext {
    /** A longer run than each change is tried by. */
    full: boolean;
  }
}

await startVitest(
  'test',
  positionals,
  {
    config: false,
    root: join(import.meta.dirname, '../../..'),
    include: ['test/rig/devices/*.guest.ts'],
    ...(values.tests === undefined ? {} : { testNamePattern: new RegExp(values.tests) }),
    provide: { full: values.full },
    pool: 'forks',
    fileParallelism: false,
    isolate: false,
    disableConsoleIntercept: true,
    reporters: [{ onTestCaseResult: sayResult, onTestRunEnd: end }],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
  { cacheDir: join(process.env.TMPDIR ?? '', 'vite') },
);

function sayResult(test: TestCase): void {
  const { state, errors } = test.result();
  if (state === 'skipped') return;
  const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
  console.log(`${state === 'passed' ? 'passed' : 'FAILED'} ${seconds} s  ${test.fullName}`);
  for (const { stack, message, diff } of errors ?? []) console.log(stack ?? message, diff ?? '');
}

/** At once: a device that hangs in the kernel may keep the process that played it from ending, and this one would wait for it. */
function end(
  modules: readonly TestModule[],
  errors: readonly { readonly message: string; readonly stack?: string }[],
): void {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const broken = [...errors, ...modules.flatMap((module) => module.errors())];
  for (const error of broken) console.log(error.stack ?? error.message);
  const failed = count('failed') + broken.length;
  console.log(JSON.stringify({ passed: count('passed'), failed }));
  process.exit(failed === 0 && count('passed') > 0 ? 0 : 1);
}
