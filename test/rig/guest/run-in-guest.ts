import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { err, ok, type Result } from '../../../main/contract/result.ts';
import { missingRequirement, PATH_WITH_SBIN } from './requirements.ts';
import { cacheDirectory, systemImage } from './system-image.ts';
import { usbSerialArguments } from './usb-serial.ts';

export type GuestJob = {
  /** Program and arguments; paths are those of this machine, whose file system the guest sees, read-only. */
  readonly command: readonly [string, ...string[]];
  readonly timeoutSeconds: number;
  readonly memoryMib?: number;
  /** USB serial adapters, which the guest plugs in and out itself (usb-serial.ts). */
  readonly usbSerial?: number;
  /** Each line that the guest prints. */
  readonly onLine: (line: string) => void;
};

/** `error`: why nothing was run, which is no success. Else the command's exit status. */
export type GuestEnd = Result<number, string>;

/** Exit status of a run that could not be made, apart from success and failure (as automake has it for skipped tests). */
export const NOT_DONE = 77;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Of a guest that began and did not come to an end (as timeout(1) has it). */
const CUT_OFF = 124;

/** Boots the guest, runs one command in it as root, and gives its exit status. */
export async function runInGuest(job: GuestJob): Promise<GuestEnd> {
  const missing = missingRequirement();
  if (missing !== null) return err(missing);
  const image = systemImage(job.onLine);
  if (!image.ok) return image;
  const results = mkdtempSync(join(cacheDirectory(), 'results-'));
  try {
    writeFileSync(join(results, 'command'), commandFile(job.command));
    const sockets = join(results, 'sockets');
    mkdirSync(sockets);
    const machine = qemuArguments(image.value, results, job.memoryMib ?? 2048);
    const printed = await boot([...machine, ...usbSerialArguments(sockets, job.usbSerial ?? 0)], job);
    if (!existsSync(join(results, 'began'))) return err(`the virtual machine did not boot: ${printed}`);
    const exit = join(results, 'exit');
    if (existsSync(exit)) return ok(Number(readFileSync(exit, 'utf8')));
    job.onLine(`guest: it did not come to an end within ${job.timeoutSeconds} s`);
    return ok(CUT_OFF);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

/**
 * A script for bash, read by the guest's first process. What Node makes of TypeScript is kept: its WebAssembly, run anew at each
 * start, is slow in an emulated machine and now and then crashes there (one start in twenty, with QEMU 7.2 and no device).
 */
function commandFile(command: readonly string[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return `touch /mnt/results/began
export PATH=/run/bin:${quote(process.env.PATH ?? '')}:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/run/tmp TMPDIR=/run/tmp LANG=C.UTF-8 NODE_COMPILE_CACHE=/run/tmp/compiled
cd ${quote(process.cwd())} || exit 126
${command.map(quote).join(' ')}
`;
}

/** Software emulation unless RIG_ACCELERATOR says otherwise: where kvm exists but hangs, it cannot be told from a slow boot. */
function qemuArguments({ kernel, initrd }: { kernel: string; initrd: string }, results: string, memoryMib: number) {
  const shared = (tag: string, path: string, access: string) => [
    '-virtfs',
    `local,path=${path.replaceAll(',', ',,')},mount_tag=${tag},security_model=none,multidevs=remap${access}`,
  ];
  return [
    ...['-accel', process.env.RIG_ACCELERATOR ?? 'tcg', '-cpu', 'max', '-m', String(memoryMib), '-smp', '2'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio', '-no-reboot'],
    ...['-kernel', kernel, '-initrd', initrd, '-append', 'console=ttyS0 quiet loglevel=0 panic=-1'],
    ...shared('host', '/', ',readonly=on'),
    ...shared('results', results, ''),
    ...['-device', 'qemu-xhci'],
  ];
}

/** Until the machine is off, or the time is out, also when this process is gone. Gives the last line that it printed. */
async function boot(args: readonly string[], { onLine, timeoutSeconds }: GuestJob): Promise<string> {
  const timeout = ['--foreground', '--signal=KILL', String(timeoutSeconds), 'qemu-system-x86_64'];
  const machine = spawn('timeout', [...timeout, ...args], {
    env: { ...process.env, PATH: PATH_WITH_SBIN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last = 'it printed nothing';
  const take = (line: string) => {
    last = line.replaceAll('\r', '');
    onLine(last);
  };
  for (const stream of [machine.stdout, machine.stderr]) createInterface({ input: stream }).on('line', take);
  // timeout(1) hands it on; without this an interrupted run would leave its machine behind
  const interrupted = () => void machine.kill('SIGTERM');
  for (const signal of SIGNALS) process.on(signal, interrupted);
  await exitOf(machine);
  for (const signal of SIGNALS) process.off(signal, interrupted);
  return last;
}

function exitOf(machine: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    machine.on('error', reject);
    machine.on('close', () => resolve());
  });
}
