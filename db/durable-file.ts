import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isThere } from './is-there.ts';

/** Makes a name in `directory` survive a power cut. Windows has no such call: NTFS journals its names. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes the content of a file survive a power cut. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Creates a private directory (0700) with its parents; its own name is durable when this returns. */
export function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; ; made = dirname(made)) {
    syncDirectory(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/**
 * Creates or replaces a file, private (0600) unless `mode` says otherwise, whole or not at all: written aside, fsynced,
 * renamed, and its directory fsynced. When this returns the content survives a power cut.
 */
export function writeDurably(path: string, bytes: Uint8Array, mode = 0o600): void {
  const aside = `${path}.new`;
  const fd = openSync(aside, 'w', 0o600);
  try {
    if (mode !== 0o600) fchmodSync(fd, mode);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(aside, path);
  syncDirectory(dirname(path));
}

/** Removes a file's name, also where that was begun before; durable when it returns. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  syncDirectory(dirname(path));
}

/**
 * Overwrites a file with zeros, removes its name, and makes both survive a power cut, also where that was begun before.
 * Flash and copying file systems may keep the old blocks for a while all the same; nothing here can reach those.
 */
export function destroyDurably(path: string): void {
  if (isThere(path)) overwriteWithZeros(path);
  removeDurably(path);
}

function overwriteWithZeros(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    const zeros = Buffer.alloc(fstatSync(fd).size);
    for (let written = 0; written < zeros.length; ) {
      written += writeSync(fd, zeros, written, zeros.length - written, written);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
