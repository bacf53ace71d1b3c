import { evaluate } from 'certlogic-js';
import * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';
import { certLogicFaults } from './certlogic.ts';

/** Runs the tests that stand beside rules, as the EU gateway's rule authors write them (`chot rules test`). */

const fileSchema = z
  .array(
    z.object({
      /** An EU rule (`Identifier`, `Logic`) or a rule of a pack (`code`, `when`). */
      rule: z.union([
        z.object({ Identifier: z.string().max(80), Logic: z.unknown() }),
        z.object({ code: z.string().max(80), when: z.unknown() }),
      ]),
      tests: z
        .array(
          z.object({
            name: z.string().max(500).optional(),
            payload: z.unknown(),
            external: z.unknown(),
            expected: z.unknown(),
          }),
        )
        .max(100_000),
    }),
  )
  .max(10_000);

type RuleTestFailure = {
  readonly rule: string;
  /** The test's name, else its number from 1. */
  readonly test: string;
  readonly expected: unknown;
  /** The value; what went wrong, as `error: …`, where there is none. */
  readonly actual: unknown;
};
export type RuleTestReport = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly RuleTestFailure[];
};
export type RuleTestProblem = { readonly code: 'rule-tests-invalid'; readonly at: string; readonly message: string };

/** `file`: the parsed JSON, `[{rule, tests: [{payload, external, expected}]}]`; further fields are ignored. */
export function runRuleTests(file: unknown): Result<RuleTestReport, RuleTestProblem> {
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = issue?.message ?? 'not a file of rule tests';
    return err({ code: 'rule-tests-invalid', at: issue?.path.join('.') ?? '', message });
  }
  let passed = 0;
  const failures: RuleTestFailure[] = [];
  for (const { rule, tests } of parsed.data) {
    const [name, logic] = 'Identifier' in rule ? [rule.Identifier, rule.Logic] : [rule.code, rule.when];
    for (const [index, { name: test = String(index + 1), payload, external, expected }] of tests.entries()) {
      const actual = outcome(logic, { payload, external });
      if (isSame(actual, expected)) passed += 1;
      else failures.push({ rule: name, test, expected, actual });
    }
  }
  return ok({ passed, failed: failures.length, failures });
}

function outcome(logic: unknown, data: object): unknown {
  const [fault] = certLogicFaults(logic);
  if (fault !== undefined) return `error: ${fault}`;
  try {
    return evaluate(logic as Parameters<typeof evaluate>[0], data);
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : 'not evaluated'}`;
  }
}

/** JSON values by content. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
