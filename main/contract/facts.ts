import * as z from 'zod';
import type { IdType, PersonId } from './pass.ts';

const day = z.iso.date();

/** A code of the General Statistics Office's list of administrative units. */
export const unitCodeSchema = z.string().regex(/^(\d{2}|\d{3}|\d{5})$/, 'a code of 2, 3 or 5 digits');

/** WGS 84, degrees. */
export const positionSchema = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
export type Position = z.infer<typeof positionSchema>;

/** What the trust says of one person (DESIGN section 4, `facts/<locality>`); days are local calendar days. */
export const factsSchema = z.strictObject({
  product: z.string().max(64).nullable(),
  doses: z.int().min(0).max(20),
  firstDose: day.nullable(),
  lastDose: day.nullable(),
  recoveredOn: day.nullable(),
  lastTest: z
    .strictObject({
      type: z.enum(['pcr', 'rapid']),
      result: z.enum(['negative', 'positive']),
      sampledAt: z.iso.datetime({ offset: true }),
    })
    .nullable(),
  declaration: z
    .strictObject({
      result: z.enum(['normal', 'symptoms', 'contact']),
      at: z.iso.datetime({ offset: true }),
    })
    .nullable(),
  isolationUntil: day.nullable(),
  /** The person has been issued a sealed QR: an unsigned one is then suspect. */
  sealed: z.boolean(),
  /** Code of the administrative unit that the person comes from: 2 digits a province, 3 a district, 5 a commune. */
  unit: unitCodeSchema.nullable(),
  /** Where another checkpoint of the same central saw the person last. */
  lastSeen: z
    .strictObject({
      at: z.iso.datetime({ offset: true }),
      /** Name of the site, for the officer. */
      site: z.string().min(1).max(120),
      position: positionSchema.nullable(),
    })
    .nullable(),
});
export type Facts = z.infer<typeof factsSchema>;

/** What a lookup by the identifiers of one pass found. */
export type FactsFinding = {
  readonly facts: Facts;
  /** Identifiers that led there, each kind once: a chip card's new number and old CMND may both do. */
  readonly matched: readonly IdType[];
  /** These identifiers themselves. */
  readonly ids: readonly PersonId[];
  /** Whether name and birth year of the pass are those registered for that number; `unknown`: one of them tells none. */
  readonly name: 'same' | 'other' | 'unknown';
};
