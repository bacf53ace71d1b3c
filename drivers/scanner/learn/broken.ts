import type { LessonProblem, TestCodeName } from '../../../main/contract/scanner-lesson.ts';
import { align, type Symbols } from './alignment.ts';
import { codeText } from './test-codes.ts';

/** Why a scan of `name` (null: of a code without its mark) is not the test code that it should be. */
export function whyBroken(name: TestCodeName | null, heard: Symbols): LessonProblem | null {
  const as = (change: (symbol: string) => string) => align(heard.map((one) => (one.length === 1 ? change(one) : one)));
  if (as(swappedCase).ok) return 'caps-lock';
  if (isOneCase(heard)) return 'one-case';
  if (as((symbol) => String.fromCharCode(symbol.charCodeAt(0) & 0x7f)).ok) return 'characters-changed';
  if (name === null) return null;
  return isSubstituted(name, heard) ? 'characters-changed' : 'part-lost';
}

/** All in its place, but that some characters are others, the same wherever they stand: nothing was lost or swapped. */
function isSubstituted(name: TestCodeName, heard: Symbols): boolean {
  const sent = Buffer.from(codeText(name)).toString('latin1');
  const start = heard.join('').indexOf(sent.slice(0, 7));
  const became = new Map<string, string | undefined>();
  return [...sent].every((character, at) => {
    const came = heard[start + at];
    const before = became.has(character) ? became.get(character) : came;
    became.set(character, came);
    return came !== undefined && came === before;
  });
}

function swappedCase(symbol: string): string {
  const lower = symbol.toLowerCase();
  return symbol === lower ? symbol.toUpperCase() : lower;
}

/** The letters of the first code, folded, and none of the other case. */
function isOneCase(heard: Symbols): boolean {
  const text = heard.filter((symbol) => symbol.length === 1).join('');
  return [upper, lower].some((fold) => fold(text) === text && text.includes(fold(codeText('letters'))));
}

/** ASCII alone: nothing grows longer. */
function upper(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
