import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { assertStillWritable } from './still-writable.ts';

/**
 * Room is made ahead in zeros, so that a row overwrites blocks that the file has: its fdatasync then flushes the row
 * alone, and not the file system's own journal for a longer file. A megabyte holds some 900 rows.
 */
const ROOM = 1024 * 1024;
const NEWLINE = 0x0a;
const NUL = 0x00;
const CHUNK = 64 * 1024;

/** A file of lines, each of which is on the disk when `append` returns. */
export type JournalFile = {
  /**
   * Appends lines, each with its newline. After a failure the file must be closed and opened anew: that cuts off what is
   * half written. @throws system errors
   */
  append(lines: readonly string[]): void;
  /** Makes room for coming rows if little is left; for a moment when nobody waits. @throws system errors */
  makeRoom(): void;
  close(): void;
};

/** Opens or creates (0600) a journal file behind its last whole line; what a crash left behind that is cut off. */
export function openJournalFile(path: string): JournalFile {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let end = cutBehindLines(fd);
  let size = end;

  function makeRoom(bytes: number): void {
    if (size - end >= bytes) return;
    write(fd, Buffer.alloc(end + ROOM - size), size);
    size = end + ROOM;
    fsyncSync(fd);
  }

  return {
    append(lines) {
      const bytes = Buffer.from(lines.join(''));
      if (lines.length === 1) makeRoom(bytes.length);
      else {
        // Blocks that a power cut leaves half written in the room could hide a line amid whole ones; a file that grows
        // shows only what comes before.
        ftruncateSync(fd, end);
        size = end + bytes.length;
      }
      write(fd, bytes, end);
      fdatasyncSync(fd);
      assertStillWritable(path);
      end += bytes.length;
    },
    makeRoom: () => makeRoom(ROOM / 2),
    close() {
      try {
        ftruncateSync(fd, end);
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** Where the next line goes. Closes the file where it cannot be told. */
function cutBehindLines(fd: number): number {
  try {
    const end = endOfLines(fd);
    ftruncateSync(fd, end);
    return end;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** The last whole line of a journal file without its newline; null: it has none. */
export function lastLine(path: string): string | null {
  const fd = openSync(path, 'r');
  try {
    const end = endOfLines(fd);
    if (end === 0) return null;
    const start = behindNewline(fd, end - 1);
    return read(fd, start, end - 1).toString('utf8');
  } finally {
    closeSync(fd);
  }
}

function write(fd: number, bytes: Uint8Array, position: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, position + written);
}

/** Offset behind the last whole line. A line with NUL bytes is one that a power cut left half written over its room. */
function endOfLines(fd: number): number {
  let end = behindNewline(fd, fstatSync(fd).size);
  while (end > 0) {
    const start = behindNewline(fd, end - 1);
    if (!read(fd, start, end).includes(NUL)) return end;
    end = start;
  }
  return 0;
}

/** The greatest offset ≤ `end` that is 0 or just behind a newline. */
function behindNewline(fd: number, end: number): number {
  for (let to = end; to > 0; to -= Math.min(CHUNK, to)) {
    const from = Math.max(0, to - CHUNK);
    const newline = read(fd, from, to).lastIndexOf(NEWLINE);
    if (newline !== -1) return from + newline + 1;
  }
  return 0;
}

function read(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
}
