import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import type { Fetcher } from './fetch-file.ts';
import type { TrustLayout } from './layout.ts';
import { Refusal } from './refusal.ts';
import { type OpenedFile, targetPath } from './source.ts';
import { systemCode } from './update-problem.ts';
import type { SignedTarget } from './verifier.ts';

type Place = { readonly layout: TrustLayout; readonly disk: Disk };

const READ_BYTES = 256 * 1024;
/** Of the disk stays free, so that the record never has to stop for an update. */
const MOST_RESERVE_BYTES = 64 * 1024 * 1024;
const RESERVE_SHARE = 20;

/**
 * Brings every target that is not here yet, or is not what was signed, each whole and durable under its hash; what broke off
 * goes on where it was. Nothing is fetched unless there is room for all of it. @throws Refusal, system errors
 * @returns how many were fetched
 */
export async function fetchTargets(place: Place, fetcher: Fetcher, targets: readonly SignedTarget[]): Promise<number> {
  const { layout, disk } = place;
  const missing = new Map<string, SignedTarget>();
  for (const target of targets) {
    if (!(await isWhole(place, target))) missing.set(target.sha256, target);
  }
  for (const name of await disk.list(layout.partial)) {
    if (!missing.has(name)) await disk.remove(join(layout.partial, name));
  }
  await checkRoom(place, [...missing.values()]);
  for (const target of missing.values()) {
    await fetchTarget(place, fetcher, target);
  }
  if (missing.size > 0) await disk.syncDirectory(layout.targets);
  return missing.size;
}

async function isWhole({ layout, disk }: Place, { sha256, length }: SignedTarget): Promise<boolean> {
  const path = join(layout.targets, sha256);
  if ((await sizeOf(disk, path)) !== length) return false;
  const hash = createHash('sha256');
  await hashInto(disk, path, hash);
  return hash.digest('hex') === sha256;
}

/** null: there is no such file. */
async function sizeOf({ files }: Disk, path: string): Promise<number | null> {
  try {
    return (await files.stat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function hashInto({ files }: Disk, path: string, hash: Hash): Promise<void> {
  const file = await files.open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function checkRoom({ layout, disk }: Place, missing: readonly SignedTarget[]): Promise<void> {
  if (missing.length === 0) return;
  let needed = 0;
  for (const { sha256, length } of missing) {
    needed += Math.max(0, length - ((await sizeOf(disk, join(layout.partial, sha256))) ?? 0));
  }
  const { bavail, blocks, bsize } = await disk.files.statfs(layout.trust);
  const reserve = Math.min(MOST_RESERVE_BYTES, (blocks * bsize) / RESERVE_SHARE);
  if (bavail * bsize >= needed + reserve) return;
  const detail = `${needed} bytes are to be fetched, and ${bavail * bsize} are free, of which ${Math.ceil(reserve)} are kept for the record`;
  throw new Refusal('disk-full', '', detail);
}

async function fetchTarget(place: Place, fetcher: Fetcher, target: SignedTarget): Promise<void> {
  const { layout, disk } = place;
  const partial = join(layout.partial, target.sha256);
  try {
    const begun = (await sizeOf(disk, partial)) ?? 0;
    let whole = await download(place, fetcher, target, begun);
    // What was here before may be at fault: a power cut can leave zeros in it.
    if (!whole && begun > 0) whole = await download(place, fetcher, target, 0);
    if (!whole) throw new Refusal('hash-mismatch', target.name, 'its content is not the one that was signed');
  } catch (error) {
    if (!goesOn(error)) await disk.remove(partial);
    throw error;
  }
  await disk.files.rename(partial, join(layout.targets, target.sha256));
}

/** Whether what is here already may be the beginning of the right content. */
function goesOn(error: unknown): boolean {
  return error instanceof Refusal && ['source-unreachable', 'too-slow', 'stopped'].includes(error.code);
}

/** Appends to the partial file from `begun` on; when it is whole it is durable. false: it is not what was signed. */
async function download(
  { layout, disk }: Place,
  fetcher: Fetcher,
  { name, sha256, length }: SignedTarget,
  begun: number,
): Promise<boolean> {
  const partial = join(layout.partial, sha256);
  const usable = begun <= length ? begun : 0;
  let opened: OpenedFile | null = null;
  const file = await disk.files.open(partial, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const hash = createHash('sha256');
    let at = usable;
    if (usable === 0 || usable < length) {
      opened = await fetcher.open(targetPath(name, sha256), usable);
      if (opened === null) throw new Refusal('incomplete', name, 'it is signed for, and is not there');
      at = opened.from;
    }
    if (at > 0) await hashInto(disk, partial, hash);
    else await file.truncate(0);
    for await (const chunk of opened?.body ?? []) {
      if (at + chunk.length > length)
        throw new Refusal('too-large', name, `it has more than the ${length} bytes signed`);
      await writeAll(file, chunk, at);
      hash.update(chunk);
      at += chunk.length;
    }
    if (at !== length || hash.digest('hex') !== sha256) return false;
    await file.sync();
    return true;
  } finally {
    await opened?.close();
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
