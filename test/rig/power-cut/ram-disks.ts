import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';

/** Block devices in the guest's memory: the one that loses power, the log of what is written to it, one to look at afterwards. */
const [DISK, LOG, AFTERWARDS] = ['/dev/ram0', '/dev/ram1', '/dev/ram2'] as const;
const LOGGED = 'power-cut';

export type Recorded = { readonly before: Buffer; readonly readLog: (offset: number, length: number) => Uint8Array };

export type DiskOptions = {
  /** The whole disk is written anew for each cut: small is quick. ext4 wants 8 at least. */
  readonly diskMib: number;
  /** Of mount(8). */
  readonly mountOptions: string;
};

/**
 * Makes a file system, and runs something on it while every write to its disk is logged. `use` gets the mounted folder and
 * what writes a mark into the log. Afterwards the log can be read until the next recording.
 */
export async function recordWrites(
  mountPoint: string,
  { diskMib, mountOptions }: DiskOptions,
  use: (directory: string, mark: (text: string) => void) => Promise<void>,
): Promise<Recorded> {
  mkdirSync(mountPoint, { recursive: true });
  clear(LOG);
  run('mkfs.ext4', '-q', '-F', '-b', '4096', '-E', 'lazy_itable_init=0,lazy_journal_init=0', DISK, `${diskMib}M`);
  const before = Buffer.from(readAt(DISK, 0, diskMib << 20));
  const table = `0 ${(diskMib << 20) / 512} log-writes ${DISK} ${LOG}`;
  run('dmsetup', 'create', LOGGED, '--noudevsync', '--noudevrules', '--table', table);
  // no udev here that would
  run('dmsetup', 'mknodes', LOGGED);
  try {
    run('busybox', 'mount', '-t', 'ext4', '-o', mountOptions, `/dev/mapper/${LOGGED}`, mountPoint);
    try {
      // a mark has no blanks, and must not flush: that would mend what is tried
      await use(mountPoint, (text) => run('dmsetup', 'message', LOGGED, '0', 'mark', text));
    } finally {
      run('busybox', 'umount', mountPoint);
    }
  } finally {
    run('dmsetup', 'remove', '--noudevsync', '--noudevrules', LOGGED);
  }
  return { before, readLog: (offset, length) => readAt(LOG, offset, length) };
}

/** Mounts what a disk holds and runs something there; a file system that cannot be mounted throws. */
export async function mountContent<T>(
  content: Uint8Array,
  mountPoint: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  mkdirSync(mountPoint, { recursive: true });
  const device = openSync(AFTERWARDS, 'w');
  try {
    for (let at = 0; at < content.length; ) at += writeSync(device, content, at, content.length - at, at);
  } finally {
    closeSync(device);
  }
  run('busybox', 'mount', '-t', 'ext4', AFTERWARDS, mountPoint);
  try {
    return await use(mountPoint);
  } finally {
    run('busybox', 'umount', mountPoint);
  }
}

/** What a log of an earlier recording begins with, so that none is taken for this one's. */
function clear(device: string): void {
  const open = openSync(device, 'w');
  writeSync(open, Buffer.alloc(1 << 20));
  closeSync(open);
}

function readAt(device: string, offset: number, length: number): Uint8Array {
  const open = openSync(device, 'r');
  try {
    const bytes = Buffer.alloc(length);
    let got = 0;
    while (got < length) {
      const read = readSync(open, bytes, got, length - got, offset + got);
      if (read === 0) break;
      got += read;
    }
    return bytes.subarray(0, got);
  } finally {
    closeSync(open);
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
