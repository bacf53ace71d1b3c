import { readFileSync, statSync } from 'node:fs';
import { fileProblem, TrustFileError } from '../problem.ts';
import type { TrustLayout } from './layout.ts';

/** Number of the set in use. `stamp` tells one switch from another, also after the folder was begun anew. */
export type Pointer = { readonly n: number; readonly stamp: string };

/** null: no set was ever switched to. Two system calls: a station asks every few seconds. @throws TrustFileError */
export function readPointer({ current }: TrustLayout): Pointer | null {
  let text: string;
  let changed: number;
  try {
    text = readFileSync(current, 'utf8');
    changed = statSync(current).mtimeMs;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new TrustFileError(fileProblem('file-unreadable', 'current', `the system says ${code}`));
  }
  if (!/^[1-9]\d{0,14}\n$/.test(text)) {
    throw new TrustFileError(fileProblem('set-damaged', 'current', 'it does not name a set'));
  }
  return { n: Number.parseInt(text, 10), stamp: `${text.trim()} ${changed}` };
}
