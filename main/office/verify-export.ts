import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../contract/result.ts';
import { CsvScan } from './csv-scan.ts';
import { type ExportManifest, MANIFEST_FILE, manifestSchema } from './export-manifest.ts';

type VerifyProblem = {
  readonly code:
    | 'folder-missing'
    | 'not-a-folder'
    | 'manifest-missing'
    | 'manifest-broken'
    /** The manifest names a file outside the folder. */
    | 'path-outside'
    | 'file-missing'
    | 'file-truncated'
    | 'file-changed'
    /** A link, a folder or a device where a file should be. */
    | 'not-a-file'
    /** Something that the manifest does not name. */
    | 'file-extra'
    /** The rows of a file are not those that the manifest counts. */
    | 'rows-differ'
    | 'unreadable';
  /** Name in the folder; empty when it is about the folder itself. */
  readonly file: string;
  readonly detail: string;
};

export type VerifiedExport = { readonly rows: number; readonly files: number; readonly manifest: ExportManifest };

type Checked<T> = Promise<Result<T, VerifyProblem>>;

const MOST_MANIFEST_BYTES = 64 * 1024;
const PIECE = 256 * 1024;
/** What the folder's own files may be called: no separators, no `..`, no drive letters. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Whether the folder holds exactly what its manifest says; the first problem otherwise. Follows no links. */
export async function verifyExport(directory: string): Checked<VerifiedExport> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    const code = errorCode(error);
    return problem(code === 'ENOENT' ? 'folder-missing' : code === 'ENOTDIR' ? 'not-a-folder' : 'unreadable', '', code);
  }
  if (!names.includes(MANIFEST_FILE)) return problem('manifest-missing', MANIFEST_FILE, 'an export has one');
  const manifest = await readManifest(directory);
  if (!manifest.ok) return manifest;

  const expected = new Set([MANIFEST_FILE]);
  for (const entry of manifest.value.files) {
    if (!PLAIN_NAME.test(entry.name) || entry.name === MANIFEST_FILE) {
      return problem('path-outside', entry.name, 'the manifest may name files of its own folder only');
    }
    expected.add(entry.name);
    const checked = await verifyFile(directory, entry, manifest.value);
    if (!checked.ok) return checked;
  }
  const extra = names.find((name) => !expected.has(name));
  if (extra !== undefined) return problem('file-extra', extra, 'the manifest does not name it');
  return ok({ rows: manifest.value.rows, files: manifest.value.files.length, manifest: manifest.value });
}

async function readManifest(directory: string): Checked<ExportManifest> {
  const bytes: Uint8Array[] = [];
  const read = await readPlainFile(directory, MANIFEST_FILE, MOST_MANIFEST_BYTES, (piece) => bytes.push(piece));
  if (!read.ok) return read;
  if (read.value > MOST_MANIFEST_BYTES) return problem('manifest-broken', MANIFEST_FILE, `${read.value} bytes long`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(bytes)));
  } catch {
    return problem('manifest-broken', MANIFEST_FILE, 'not JSON in UTF-8');
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return problem('manifest-broken', MANIFEST_FILE, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  return ok(parsed.data);
}

async function verifyFile(
  directory: string,
  entry: ExportManifest['files'][number],
  manifest: ExportManifest,
): Checked<null> {
  const hash = createHash('sha256');
  const scan = new CsvScan();
  const read = await readPlainFile(directory, entry.name, entry.bytes, (piece) => {
    hash.update(piece);
    scan.push(piece);
  });
  if (!read.ok) return read;
  const sizes = `${read.value} bytes, the manifest says ${entry.bytes}`;
  if (read.value < entry.bytes) return problem('file-truncated', entry.name, sizes);
  if (read.value > entry.bytes) return problem('file-changed', entry.name, sizes);
  const sha256 = hash.digest('hex');
  if (sha256 !== entry.sha256) {
    return problem('file-changed', entry.name, `SHA-256 ${sha256}, the manifest says ${entry.sha256}`);
  }
  if (entry.name.endsWith('.json')) return ok(null);
  if (scan.broken || scan.header !== 'hash') return problem('rows-differ', entry.name, 'not the CSV of an export');
  if (scan.records !== entry.rows || scan.records !== manifest.rows) {
    return problem('rows-differ', entry.name, `${scan.records} rows, the manifest says ${manifest.rows}`);
  }
  if (scan.first !== manifest.firstHash || scan.newest !== manifest.lastHash) {
    return problem('rows-differ', entry.name, 'its first or last row is not the one that the manifest names');
  }
  return ok(null);
}

/** Hands over the content when the file is no longer than `most`; answers its length in bytes either way. */
async function readPlainFile(
  directory: string,
  name: string,
  most: number,
  take: (piece: Uint8Array) => void,
): Checked<number> {
  const path = join(directory, name);
  try {
    if (!(await lstat(path)).isFile()) return problem('not-a-file', name, 'a link, a folder or a device');
    // Not through a link that took the file's place meanwhile; the flag does not exist on Windows.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size } = await file.stat();
      if (size > most) return ok(size);
      let total = 0;
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null);
        if (bytesRead === 0 || total > most) return ok(total);
        total += bytesRead;
        take(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = errorCode(error);
    return problem(code === 'ENOENT' ? 'file-missing' : 'unreadable', name, code);
  }
}

function problem(code: VerifyProblem['code'], file: string, detail: string): Result<never, VerifyProblem> {
  return err({ code, file, detail });
}

/** The code of an error of the file system; what is none is a bug and goes on. */
function errorCode(error: unknown): string {
  if (error instanceof Error && 'syscall' in error && 'code' in error) return String(error.code);
  throw error;
}
