import { type CertLogicExpression, evaluate, type TimeUnit } from 'certlogic-js';
import { plusTime } from 'certlogic-js/dist/internals.js';
import { validateFormat } from 'certlogic-js/dist/validation/index.js';

/** CertLogic (ehn-dcc-development/eu-dcc-business-rules, specification 1.3.2) without its exceptions. */

export type CertLogic = CertLogicExpression;

/** The data that expressions see. */
export type RuleData = { readonly payload: object; readonly external: object };

/** Expressions are walked by recursion, which a deep one would break; those of the EU countries reach 15. */
const MAX_DEPTH = 100;

function isDeeperThan(value: unknown, depth: number): boolean {
  let level = [value];
  for (let left = depth; level.length > 0; left--) {
    if (left < 0) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}

/** What is wrong with the form of an expression, one sentence each; empty: nothing. */
export function certLogicFaults(expression: unknown): string[] {
  if (isDeeperThan(expression, MAX_DEPTH)) return [`nested deeper than ${MAX_DEPTH}`];
  return validateFormat(expression).map((fault) => fault.message);
}

/**
 * Whether the expression is exactly `true` on the data. An expression that cannot be evaluated (a missing field, a date
 * that is none) does not hold: what is not known is never in anybody's favour.
 */
export function holds(expression: CertLogic, data: RuleData): boolean {
  try {
    return evaluate(expression, data) === true;
  } catch {
    return false;
  }
}

/** What `plusTime` of a rule gives, in milliseconds since the epoch; null where it cannot be evaluated. */
export function instantAfter(date: string, amount: number, unit: TimeUnit): number | null {
  try {
    const instant = plusTime(date, amount, unit).getTime();
    return Number.isNaN(instant) ? null : instant;
  } catch {
    return null;
  }
}

/** Every path of a `var` in an expression. */
export function pathsIn(expression: unknown): string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.entries(expression).flatMap(([key, value]) =>
    key === 'var' && typeof value === 'string' ? [value] : pathsIn(value),
  );
}
