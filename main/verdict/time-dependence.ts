import type { TimeUnit } from 'certlogic-js';
import { pathsIn } from './certlogic.ts';
import type { RulePack } from './rule-pack.ts';

/** How the rules of a pack depend on time: by what distance from the date of an event a rule may turn. */
export type TimeDependence = {
  /** false: the rules mix times with other values in a way that is not followed here; nothing else holds then. */
  readonly followed: boolean;
  /** Numbers that `daysAgo` and `hoursAgo` may be compared with. */
  readonly ages: ReadonlySet<number>;
  /** Whether `hoursAgo` is asked. */
  readonly hours: boolean;
  /** Second and third operand of every `plusTime`. */
  readonly spans: readonly Span[];
  /** Whether the rules may see when the pass was issued or expires. */
  readonly claims: boolean;
  /** Dates that stand in the rules themselves, and those from or to which EU rules are valid. */
  readonly dates: ReadonlySet<string>;
};
export type Span = { readonly amount: number; readonly unit: TimeUnit };

const known = new WeakMap<RulePack, TimeDependence>();

export function timeDependenceOf(pack: RulePack): TimeDependence {
  const before = known.get(pack);
  if (before !== undefined) return before;
  const found: Found = {
    followed: true,
    ages: new Set([0]),
    hours: false,
    claims: false,
    spans: new Map(),
    dates: new Set(),
  };
  for (const { when } of pack.rules) survey(when, found);
  for (const { Logic, ValidFrom, ValidTo } of pack.euRules ?? []) {
    survey(Logic, found);
    found.dates.add(ValidFrom).add(ValidTo);
  }
  const made = { ...found, spans: [...found.spans.values()] };
  known.set(pack, made);
  return made;
}

type Found = {
  followed: boolean;
  ages: Set<number>;
  hours: boolean;
  claims: boolean;
  spans: Map<string, Span>;
  dates: Set<string>;
};

const AGE = /(^|\.)(daysAgo|hoursAgo)$/;
const CLOCK = /(^|\.)(today|validationClock|external)$/;
const CLAIM = /(^|\.)(iat|exp|external)$|^$/;
/** A full or partial date, or a date-time. */
export const DATE = /^\d{4}(-\d{2}){0,2}($|T)/;

function survey(rule: unknown, found: Found): void {
  const paths = pathsIn(rule);
  if (paths.some((path) => AGE.test(path))) for (const number of numbersIn(rule)) found.ages.add(number);
  if (paths.some((path) => path.endsWith('hoursAgo'))) found.hours = true;
  if (paths.some((path) => CLAIM.test(path))) found.claims = true;
  follow(rule, { accumulator: NOTHING, current: NOTHING }, found);
}

/** What the value of an expression may come from, beside the numbers and words that stand in the rule. */
type Source = { readonly age: boolean; readonly data: boolean };
const NOTHING: Source = { age: false, data: false };
const either = (a: Source, b: Source): Source => ({ age: a.age || b.age, data: a.data || b.data });

/** Sources of `accumulator` and `current` within a reduce. */
type Lambda = { readonly accumulator: Source; readonly current: Source };

/**
 * Followed are ages that are compared with numbers of the rule or with each other, and dates with the clock on one side
 * as it is: every rule then turns at a date plus one of the numbers or spans, or the day after.
 */
function follow(expression: unknown, lambda: Lambda, found: Found): Source {
  const all = (operands: readonly unknown[]) =>
    operands.map((operand) => follow(operand, lambda, found)).reduce(either, NOTHING);
  if (typeof expression === 'string' && DATE.test(expression)) found.dates.add(expression);
  if (Array.isArray(expression)) return all(expression);
  if (typeof expression !== 'object' || expression === null) return NOTHING;
  const [operator = '', values] = Object.entries(expression)[0] ?? [];
  if (operator === 'var') return sourceOf(String(values), lambda);
  const operands: readonly unknown[] = Array.isArray(values) ? values : [values];
  if (operator === 'if') {
    all(operands.slice(0, 1));
    return all(operands.slice(1));
  }
  if (operator === 'and') return all(operands);
  if (operator === 'plusTime') return followSpan(operands, all(operands.slice(0, 1)), found);
  if (operator === 'reduce') return followReduce(operands, lambda, found);
  const { age, data } = all(operands);
  const mixes = data || operator === '+' || operator === 'in';
  if (age && mixes) found.followed = false;
  return { age: false, data };
}

function sourceOf(path: string, { accumulator, current }: Lambda): Source {
  if (AGE.test(path)) return { age: true, data: false };
  if (path === 'accumulator') return accumulator;
  return path === 'current' ? current : { age: false, data: true };
}

function followSpan([date, amount, unit]: readonly unknown[], source: Source, found: Found): Source {
  const span = { amount: Number(amount), unit: unit as TimeUnit };
  if (span.amount !== 0 && pathsIn(date).some((path) => CLOCK.test(path))) found.followed = false;
  if (source.age) found.followed = false;
  found.spans.set(`${span.amount} ${span.unit}`, span);
  return NOTHING;
}

function followReduce([items, step, initial]: readonly unknown[], lambda: Lambda, found: Found): Source {
  if ([items, step, initial].some((part) => pathsIn(part).some((path) => CLOCK.test(path) || path === '')))
    found.followed = false;
  const current = follow(items, lambda, found);
  const start = follow(initial, lambda, found);
  const once = either(start, follow(step, { accumulator: start, current }, found));
  return either(once, follow(step, { accumulator: once, current }, found));
}

function numbersIn(expression: unknown): number[] {
  if (typeof expression === 'number') return [expression];
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.values(expression).flatMap(numbersIn);
}
