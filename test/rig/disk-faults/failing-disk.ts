import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const DISK = '/dev/ram0';
const NAME = 'failing';
const MIB = 48;
const SECTORS = (MIB << 20) / 512;

/** How a disk fails under a file system: every read and write is an error, or nothing can be written any more. */
export type Failing = 'errors' | 'read-only';

/** An ext4 file system on a disk of the guest that fails when told, with whatever is under way. */
export class FailingDisk {
  readonly mountPoint = '/mnt/failing';

  constructor() {
    mkdirSync(this.mountPoint, { recursive: true });
    run('mkfs.ext4', '-q', '-F', '-b', '4096', '-E', 'lazy_itable_init=0,lazy_journal_init=0', DISK, `${MIB}M`);
    run('dmsetup', 'create', NAME, '--noudevsync', '--noudevrules', '--table', `0 ${SECTORS} linear ${DISK} 0`);
    run('dmsetup', 'mknodes', NAME);
    this.#mount();
  }

  fail(how: Failing): void {
    // the kernel makes every file system read-only, the guest has no other that is written
    if (how === 'read-only') writeFileSync('/proc/sysrq-trigger', 'u');
    else this.#exchange(`0 ${SECTORS} error`);
  }

  /** Whole again, and mounted anew, as after a restart; nobody may have a file open. */
  heal(): void {
    run('busybox', 'umount', this.mountPoint);
    this.#exchange(`0 ${SECTORS} linear ${DISK} 0`);
    this.#mount();
  }

  remove(): void {
    run('busybox', 'umount', this.mountPoint);
    run('dmsetup', 'remove', '--noudevsync', '--noudevrules', NAME);
  }

  #mount(): void {
    run('busybox', 'mount', '-t', 'ext4', `/dev/mapper/${NAME}`, this.mountPoint);
  }

  /** At once: what is under way is not waited for. */
  #exchange(table: string): void {
    run('dmsetup', 'suspend', '--noflush', '--nolockfs', '--noudevsync', NAME);
    run('dmsetup', 'load', '--table', table, NAME);
    run('dmsetup', 'resume', '--noudevsync', '--noudevrules', NAME);
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
