import * as z from 'zod';
import { laneNameSchema } from './station-config.ts';

/** Said to the officer as a code, not a sentence: what came of a request, or what happened at the gate of `lane`. */
export const NOTICES = [
  'nothing-to-override',
  'override-too-late',
  'no-places',
  'no-such-lane',
  'no-such-sample',
  'code-invalid',
  'lane-in-set-up',
  'out-of-service',
  'gate-not-opened',
  'passage-forced',
  'nothing-parked',
  'parked-sent-again',
] as const;
export const noticeSchema = z.strictObject({
  type: z.literal('notice'),
  notice: z.enum(NOTICES),
  lane: laneNameSchema.optional(),
  /** How many it is about; goes with `parked-sent-again`. */
  count: z.int().positive().optional(),
});
