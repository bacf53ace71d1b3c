import type { Text } from '../contract/texts.ts';

/** In the order in which they are done; the number of a finding is its step's place here, so that it stays the same. */
export const STEPS = [
  'program',
  'data',
  'config',
  'record',
  'trust',
  'clock',
  'central',
  'libraries',
  'ports',
  'hid',
  'scanners',
  'turnstiles',
  'pulses',
] as const;
export type Step = (typeof STEPS)[number];

/** Only `fail` makes the whole fail; `warn` is what will hurt some day, `info` what is neither good nor bad. */
export type Status = 'ok' | 'info' | 'warn' | 'fail';

/** Facts for a program, beside the words for a person. */
export type Facts = { readonly [key: string]: unknown };

export type Finding = {
  readonly status: Status;
  readonly what: Text;
  /** What to do about it; null: nothing. */
  readonly todo: Text | null;
  readonly facts: Facts;
};

export function good(what: Text, facts: Facts = {}): Finding {
  return { status: 'ok', what, todo: null, facts };
}

export function told(what: Text, facts: Facts = {}, todo: Text | null = null): Finding {
  return { status: 'info', what, todo, facts };
}

export function doubtful(what: Text, todo: Text, facts: Facts = {}): Finding {
  return { status: 'warn', what, todo, facts };
}

export function failed(what: Text, todo: Text, facts: Facts = {}): Finding {
  return { status: 'fail', what, todo, facts };
}

/** Words of no language: paths, commands, snippets. */
export function verbatim(text: string): Text {
  return { vi: text, en: text };
}

/** The words with something of no language behind them. */
export function withDetail({ vi, en }: Text, detail: string): Text {
  return { vi: `${vi} (${detail})`, en: `${en} (${detail})` };
}

/** Without what would move the cursor, colour the terminal or turn the line round: devices say of themselves what they like. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** What the system or a device said, fit for one line. */
export function printable(text: string): string {
  return visible(text).trim().slice(0, 200);
}
