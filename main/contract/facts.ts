import * as z from 'zod';

const day = z.iso.date();

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
});
export type Facts = z.infer<typeof factsSchema>;
