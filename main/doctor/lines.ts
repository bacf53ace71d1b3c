import type { Language } from '../contract/station-config.ts';
import { type Finding, STEPS, type Status, type Step, visible } from './finding.ts';

const WORDS: { readonly [status in Status]: string } = { ok: 'ok  ', info: 'info', warn: 'WARN', fail: 'FAIL' };
const INDENT = ' '.repeat(11);

/** Number of a finding: its step's, which never changes, and where a step has several, its place there. */
export function numberOf(step: Step, place: number, count: number): string {
  const number = STEPS.indexOf(step) + 1;
  return count === 1 ? `${number}` : `${number}.${place}`;
}

/** For a person: what is, and on a line of its own what to do. */
export function findingLines(number: string, { status, what, todo }: Finding, language: Language): string[] {
  const first = `${number.padEnd(5)} ${WORDS[status]} ${visible(what[language])}`;
  return todo === null ? [first] : [first, `${INDENT}→ ${visible(todo[language])}`];
}

/** For a program: one object a line. */
export function findingJson(number: string, step: Step, { status, what, todo, facts }: Finding): string {
  return JSON.stringify({ number, step, status, what, todo, facts });
}
