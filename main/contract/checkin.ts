import * as z from 'zod';
import { OVERRIDE_REASONS } from './override-reasons.ts';
import { ID_TYPES, PASS_FORMATS } from './pass.ts';
import { REASON_CODES } from './reasons.ts';
import { directionSchema, laneNameSchema } from './station-config.ts';

export const overrideReasonSchema = z.enum(OVERRIDE_REASONS);

export const personSchema = z.strictObject({
  name: z.string().max(400),
  birthDate: z.string().max(32).nullable(),
  ids: z.array(z.strictObject({ type: z.enum(ID_TYPES), value: z.string().max(200) })).max(12),
});

/**
 * One row of the ledger as it goes to the central. `check-in`: a passage that was judged. `override`: an officer decided
 * otherwise about the row `refersTo`. `annulment`: nobody used the opening of the row `refersTo`.
 */
export const checkinSchema = z.strictObject({
  uuid: z.uuidv7(),
  seq: z.int().positive(),
  kind: z.enum(['check-in', 'override', 'annulment']),
  refersTo: z.uuidv7().nullable(),
  simulated: z.boolean(),
  /** Wall time of the station, UTC. */
  at: z.iso.datetime(),
  monotonicMs: z.number().nonnegative(),
  bootId: z.string().max(64),
  clock: z.enum(['ok', 'suspect']),
  direction: directionSchema,
  lane: laneNameSchema,
  colour: z.enum(['green', 'black', 'abnormal']),
  reasons: z.array(z.enum(REASON_CODES)).max(32),
  format: z.enum(PASS_FORMATS),
  kid: z.string().max(128).nullable(),
  /** null: the row names nobody, or its day was erased before it could be uploaded. */
  person: personSchema.nullable(),
  rules: z.string().max(120),
  trustIssuedAt: z.iso.datetime().nullable(),
  override: z
    .strictObject({ reason: overrideReasonSchema, admit: z.boolean(), officer: z.string().max(80) })
    .nullable(),
});
export type Checkin = z.infer<typeof checkinSchema>;
