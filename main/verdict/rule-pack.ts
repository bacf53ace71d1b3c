import * as z from 'zod';
import { REASON_CODES, REASONS } from '../contract/reasons.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { TRUST_LISTS } from '../contract/verdict.ts';
import { type CertLogic, certLogicFaults } from './certlogic.ts';
import { isTimeZone } from './local-day.ts';

/** A rule pack: what one locality asks of a pass (DESIGN section 5). What may be left out has the default that stands here. */

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens, at most 64');
const words = (length: number) =>
  z.strictObject({ vi: z.string().min(1).max(length), en: z.string().min(1).max(length) });
const instant = z.iso.datetime({ offset: true });

const certLogic = z.custom<CertLogic>().superRefine((expression, context) => {
  const [fault] = certLogicFaults(expression);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: `CertLogic: ${fault}` });
});

/** `when` sees {payload, external} as `payload.ts` makes them. */
const packRuleSchema = z
  .strictObject({ code: z.enum(REASON_CODES), colour: z.enum(['green', 'black', 'abnormal']), when: certLogic })
  .refine(({ code, colour }) => REASONS[code] === colour, { error: 'colour is not the colour of this code' });

/** A rule of an EU country, as the DCC gateway distributes it; further fields are kept away from us. */
const euRuleSchema = z.object({
  Identifier: z.string().regex(/^(GR|VR|TR|RR|IR)-[A-Z]{2}-\d{4}$/),
  Type: z.enum(['Acceptance', 'Invalidation']),
  Version: z.string().regex(/^\d{1,6}(\.\d{1,6}){2}$/),
  CertificateType: z.enum(['General', 'Vaccination', 'Test', 'Recovery']),
  ValidFrom: instant,
  ValidTo: instant,
  Logic: certLogic,
});
export type EuRule = z.infer<typeof euRuleSchema>;

const rulePackSchema = z.strictObject({
  id: slug,
  version: z.string().regex(/^\d{1,6}(\.\d{1,6}){2}$/, 'three numbers with dots'),
  /** Outside this time the pack judges nobody: abnormal `trust-stale`. null: no such end. */
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  locality: slug,
  /** IANA name; days are counted in its calendar. */
  timeZone: z.string().max(64).refine(isTimeZone, { error: 'no IANA time zone' }),
  title: words(120),
  /** Age of the trust in hours: beyond soft it is shown as ageing, beyond hard every verdict is `trust-stale`. */
  limits: z
    .strictObject({ softHours: z.number().positive(), hardHours: z.number().positive() })
    .refine(({ softHours, hardHours }) => softHours <= hardHours, { error: 'softHours is above hardHours' }),
  /** `identity-only`: an unsigned code may be green by the facts alone; the operator then compares the papers. */
  unsigned: z.enum(['refuse', 'identity-only']),
  /**
   * Lists without which nobody is judged: abnormal `trust-incomplete`. `roster`: only who is on the site's roster, in the
   * shift that is on, may be green; a pack that does not ask for it ignores a roster that is there.
   */
  requires: z.array(z.enum(TRUST_LISTS)).max(TRUST_LISTS.length).default([]),
  /** When a pass that was admitted inward is a copy; a null is never asked. */
  copies: z
    .strictObject({
      /** Again inward within so many minutes, anywhere on this station. */
      minutes: z.number().positive().max(1440).nullable(),
      /** Again inward within so many hours without a way out, where the station has a lane outward. */
      insideHours: z.number().positive().max(72).nullable(),
      /** Seen elsewhere and here faster than this. */
      kmPerHour: z.number().positive().max(1200).nullable(),
    })
    .default({ minutes: 10, insideHours: null, kmPerHour: 120 }),
  /** Whom to call: the first entry that names the first reason, or names none. */
  contacts: z
    .array(
      z.strictObject({ reasons: z.array(z.enum(REASON_CODES)), name: words(120), phone: z.string().min(1).max(40) }),
    )
    .max(40)
    .default([]),
  /** Of a signature by a key past its validity. A key that is not yet valid is abnormal in any case. */
  keyExpired: z.enum(['abnormal', 'accept']),
  /** The pack's own word for the green face; null: the usual one. */
  word: words(40).nullable(),
  /** ISO 3166-1 alpha-2: what EU rules see as the country of arrival. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('VN'),
  /**
   * Who comes from an epidemic area is abnormal; but not with a negative test sampled at most so many hours ago, where the
   * pack gives a number.
   */
  epidemicTestHours: z.int().positive().max(240).nullable().default(null),
  /** SNOMED CT code of the disease; events of another one do not count. */
  disease: z.string().regex(/^\d{6,18}$/),
  /** Doses of the basic course, by product code (EU value set vaccines-covid-19-names, field `mp`). */
  products: z.record(z.string().min(1).max(64), z.int().min(1).max(10)),
  /** In order: the first that holds decides; none: black (`decide.ts`). */
  rules: z.array(packRuleSchema).min(1).max(200),
  /** All must hold on the certificate itself, else black `rule-failed`. */
  euRules: z.array(euRuleSchema).max(500).optional(),
  /** Value sets that EU rules look up in `external.valueSets`. */
  valueSets: z.record(z.string().max(80), z.array(z.string().max(80)).max(2000)).optional(),
});
export type RulePack = z.infer<typeof rulePackSchema>;

/** `at`: path of the first wrong field, such as `rules.2.when`; empty for the whole. */
export type RulePackProblem = { readonly code: 'rules-invalid'; readonly at: string; readonly message: string };

export function parseRulePack(json: unknown): Result<RulePack, RulePackProblem> {
  const parsed = rulePackSchema.safeParse(json);
  return parsed.success ? ok(parsed.data) : err(problemsOf(parsed.error)[0]);
}

/** Every fault of a pack, as its author wants to see them. */
export function rulePackProblems(json: unknown): readonly RulePackProblem[] {
  const parsed = rulePackSchema.safeParse(json);
  return parsed.success ? [] : problemsOf(parsed.error);
}

function problemsOf({ issues }: z.ZodError): [RulePackProblem, ...RulePackProblem[]] {
  const [first, ...others] = issues.map(
    ({ path, message }): RulePackProblem => ({ code: 'rules-invalid', at: path.join('.'), message }),
  );
  return [first ?? { code: 'rules-invalid', at: '', message: 'not a rule pack' }, ...others];
}
