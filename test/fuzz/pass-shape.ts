import * as z from 'zod';
import { ID_TYPES, PASS_FORMATS, type Pass, SIGNATURE_STATES } from '../../main/contract/pass.ts';
import { SCAN_AGAIN_REASONS, SCAN_PROBLEMS } from '../../main/contract/reasons.ts';

/** What the type of a reading promises to those who use it, checked on the value: TypeScript is gone when it runs. */

const instant = z.int().min(0).nullable();
const text = z.string().max(4096);
const country = { co: text.optional(), is: text.optional(), tg: text.optional() };
const event = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('vaccination'),
    ...country,
    vp: text.optional(),
    mp: text,
    ma: text.optional(),
    dn: z.int(),
    sd: z.int(),
    dt: text,
  }),
  z.strictObject({
    kind: z.literal('test'),
    ...country,
    tt: text,
    nm: text.optional(),
    ma: text.optional(),
    sc: text,
    tr: text,
    tc: text.optional(),
  }),
  z.strictObject({ kind: z.literal('recovery'), ...country, fr: text, df: text, du: text }),
]);

const passShape = z.strictObject({
  format: z.enum(PASS_FORMATS),
  issuer: text.nullable(),
  kid: text.nullable(),
  alg: z.enum(['ES256', 'PS256', 'EdDSA']).nullable(),
  signature: z.enum(SIGNATURE_STATES),
  signer: z.looseObject({}).nullable(),
  issuedAt: instant,
  expiresAt: instant,
  person: z.strictObject({
    name: text,
    birthDate: z
      .string()
      .regex(/^\d{4}(-\d\d(-\d\d)?)?$/)
      .nullable(),
    ids: z.array(z.strictObject({ type: z.enum(ID_TYPES), value: text })),
  }),
  events: z.array(event).max(100),
  status: z.strictObject({ list: text, index: z.int().min(0) }).nullable(),
  identity: z.string().regex(/^[0-9a-f]{64}$/),
  signatureHash: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});

const refusalShape = z.strictObject({
  ok: z.literal(false),
  reason: z.enum(SCAN_AGAIN_REASONS),
  problem: z.enum(SCAN_PROBLEMS),
  format: z.enum(PASS_FORMATS).nullable(),
});

/** What is wrong with a pass, or null. */
export function passFault(pass: Pass): string | null {
  const parsed = passShape.safeParse(pass);
  return parsed.success ? null : z.prettifyError(parsed.error);
}

export function refusalFault(reading: unknown): string | null {
  const parsed = refusalShape.safeParse(reading);
  return parsed.success ? null : z.prettifyError(parsed.error);
}
