import * as z from 'zod';
import { unitCodeSchema } from './facts.ts';
import { laneNameSchema } from './station-config.ts';

/** Panels that officer keys open and close; the station owns them because keys and scans share one keyboard. */

const uuid = z.uuidv7();

/** An administrative unit in an epidemic area, as the officer sees it. */
export const placeChoiceSchema = z.strictObject({ code: unitCodeSchema, name: z.string().max(120) });
export type PlaceChoice = z.infer<typeof placeChoiceSchema>;

export const panelSchema = z.strictObject({
  type: z.literal('panel'),
  panel: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('typed-code'), lane: laneNameSchema, text: z.string().max(64) }),
    z.strictObject({ kind: z.literal('override'), lane: laneNameSchema, refersTo: uuid, admit: z.boolean() }),
    /** Where does the person come from? `text`: what is typed so far; `choices`: units in an epidemic area that fit it. */
    z.strictObject({
      kind: z.literal('origin'),
      lane: laneNameSchema,
      refersTo: uuid,
      text: z.string().max(40),
      choices: z.array(placeChoiceSchema).max(9),
    }),
  ]),
});
export type Panel = z.infer<typeof panelSchema>['panel'];
