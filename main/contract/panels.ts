import * as z from 'zod';
import { unitCodeSchema } from './facts.ts';
import { PASS_FORMATS } from './pass.ts';
import { SCAN_PROBLEMS } from './reasons.ts';
import { LESSON_FINDINGS, LESSON_PROBLEMS, TEST_CODE_NAMES } from './scanner-lesson.ts';
import { laneNameSchema } from './station-config.ts';

/** Panels that officer keys open and close; the station owns them because keys and scans share one keyboard. */

const uuid = z.uuidv7();

/** An administrative unit in an epidemic area, as the officer sees it. */
export const placeChoiceSchema = z.strictObject({ code: unitCodeSchema, name: z.string().max(120) });
export type PlaceChoice = z.infer<typeof placeChoiceSchema>;

/** A QR code without its quiet zone, row by row; 1 is dark. */
const qrRowsSchema = z
  .array(z.string().regex(/^[01]{21,177}$/))
  .min(21)
  .max(177)
  .refine((rows) => rows.every(({ length }) => length === rows.length), { error: 'a QR code is square' });

const findings = z
  .array(z.strictObject({ code: z.enum(LESSON_FINDINGS), value: z.string().max(120).nullable() }))
  .max(32);

/** Place of a scanner among those of its lane. */
const index = z.int().min(0).max(7);

/** What the first scan after a lesson came to; nothing of what it says. */
const triedScanSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), format: z.enum(PASS_FORMATS), characters: z.int().positive() }),
  z.strictObject({ ok: z.literal(false), problem: z.enum(SCAN_PROBLEMS) }),
]);
export type TriedScan = z.infer<typeof triedScanSchema>;

/** `lane`: that of the scanner; with `devices` the one that the keyboard serves, which is listed first. */
const setUpSchema = z.strictObject({
  kind: z.literal('set-up'),
  lane: laneNameSchema,
  view: z.discriminatedUnion('step', [
    /** `page` of `setUpPages`. */
    z.strictObject({ step: z.literal('devices'), page: z.int().min(0).max(20) }),
    /** `findings` and `problem` are of the scans so far. */
    z.strictObject({
      step: z.literal('learn'),
      index,
      code: z.strictObject({ name: z.enum(TEST_CODE_NAMES), rows: qrRowsSchema }),
      findings,
      problem: z.enum(LESSON_PROBLEMS).nullable(),
    }),
    z.strictObject({ step: z.literal('learned'), index, findings }),
    /** Stored and in use; `tried`: the newest scan since, null: none yet. */
    z.strictObject({ step: z.literal('stored'), index, tried: triedScanSchema.nullable() }),
    /** Not stored; the scanner is as it was. `detail`: what the machine said. */
    z.strictObject({ step: z.literal('not-stored'), index, detail: z.string().max(300) }),
  ]),
});
export type SetUpPanel = z.infer<typeof setUpSchema>;

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
    setUpSchema,
  ]),
});
export type Panel = z.infer<typeof panelSchema>['panel'];

/** Keys of the set-up panel; a click on the screen sends the key that it stands for. */
export const SET_UP_KEYS = ['1', '2', '3', '4', '5', '6', 'Enter', 'Backspace', 'F9'] as const;
export type SetUpKey = (typeof SET_UP_KEYS)[number];
