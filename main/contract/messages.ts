import * as z from 'zod';
import { overrideReasonSchema } from './checkin.ts';
import { unitCodeSchema } from './facts.ts';
import { noticeSchema } from './notices.ts';
import { overrideReasons } from './override-reasons.ts';
import { panelSchema, SET_UP_KEYS } from './panels.ts';
import { ID_TYPES, PASS_FORMATS, SIGNATURE_STATES } from './pass.ts';
import { REASON_CODES, SCAN_AGAIN_REASONS, SCAN_PROBLEMS } from './reasons.ts';
import { directionSchema, LANGUAGES, laneNameSchema } from './station-config.ts';

/** All that crosses between the station's process, the shell and the window. Every message is parsed on arrival. */

const uuid = z.uuidv7();

/** Why the station admits nobody just now. */
export const OUTAGES = [
  'station-down',
  'station-starting',
  'station-hung',
  'config-invalid',
  'data-in-use',
  'record-failed',
  'record-corrupt',
  'record-damaged',
  'record-recovered',
  'record-from-the-future',
  'disk-full',
  'trust-missing',
  'trust-invalid',
  'trust-rolled-back',
  'rules-missing',
] as const;
export const outageSchema = z.enum(OUTAGES);
export type Outage = z.infer<typeof outageSchema>;

// ---- station → window ----

export const DEVICE_STATES = ['connecting', 'ready', 'missing', 'busy', 'fault'] as const;
/** Why a device cannot be used, where that is known and somebody can mend it; the words stand in texts.ts. */
export const DEVICE_CAUSES = [
  'port-permission',
  'hid-permission',
  'library-missing',
  'ambiguous',
  'layout-unknown',
  'mode-unreadable',
  'mode-keyboard',
] as const;
export type DeviceCause = (typeof DEVICE_CAUSES)[number];
export const deviceStateSchema = z.strictObject({
  kind: z.enum([
    'serial',
    'hid-pos',
    'wedge',
    'replay',
    'tray',
    'stdin',
    'lcus',
    'usbrelay',
    'hid-5131',
    'hid-0519',
    'modbus',
  ]),
  name: z.string().max(300),
  state: z.enum(DEVICE_STATES),
  /** What the operating system said, for the officer who mends it. */
  detail: z.string().max(300).nullable(),
  /** Goes with `fault`; left out: no more is known than that. */
  cause: z.enum(DEVICE_CAUSES).optional(),
});
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const trustAgeSchema = z.strictObject({
  state: z.enum(['fresh', 'ageing', 'stale', 'unknown']),
  ageHours: z.number().nullable(),
  issuedAt: z.number().nullable(),
});

export const stationViewSchema = z.strictObject({
  type: z.literal('station'),
  site: z.strictObject({ name: z.string(), officer: z.strictObject({ name: z.string(), phone: z.string() }) }),
  languages: z.array(z.enum(LANGUAGES)),
  sounds: z.boolean(),
  retentionDays: z.int(),
  /** What people are told of their data, in the site's own words; left out: the usual ones. */
  privacyNotice: z.strictObject({ vi: z.string().max(200), en: z.string().max(200) }).optional(),
  lanes: z.array(
    z.strictObject({
      name: laneNameSchema,
      direction: directionSchema,
      scanners: z.array(deviceStateSchema),
      turnstile: deviceStateSchema.nullable(),
    }),
  ),
  upload: z.strictObject({
    /** false: this station has no central. */
    configured: z.boolean(),
    waiting: z.int().nonnegative(),
    parked: z.int().nonnegative(),
    /** Milliseconds since the epoch of the last batch that the central answered; null: none since the start. */
    lastAt: z.number().nullable(),
    /** Whether the last request was answered; null: none was needed since the start. */
    online: z.boolean().nullable(),
  }),
  trust: trustAgeSchema,
  clock: z.enum(['ok', 'suspect']),
  /** How far the time that the station goes by is ahead of this machine's clock, ms; left out: it goes by that clock. */
  aheadMs: z.number().optional(),
  today: z.strictObject({
    green: z.int(),
    black: z.int(),
    abnormal: z.int(),
    scanAgain: z.int(),
  }),
  outage: outageSchema.nullable(),
  /** What the machine said of the outage, for the person who mends it; nothing of visitors. */
  outageDetail: z.string().max(500).optional(),
  tray: z.array(
    z.strictObject({
      id: z.string().max(60),
      vi: z.string().max(80),
      en: z.string().max(80),
      expect: z.string().max(20),
    }),
  ),
});
export type StationView = z.infer<typeof stationViewSchema>;

const maskedPersonSchema = z.strictObject({
  name: z.string(),
  birthDate: z.string().nullable(),
  ids: z.array(z.strictObject({ type: z.enum(ID_TYPES), value: z.string() })),
});
export type MaskedPerson = z.infer<typeof maskedPersonSchema>;

/** One line of the health events, already in words of no language: codes and local days. */
const shownEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('vaccination'), product: z.string(), dose: z.int(), of: z.int(), date: z.string() }),
  z.strictObject({
    kind: z.literal('test'),
    type: z.string(),
    result: z.enum(['negative', 'positive', 'unknown']),
    sampledAt: z.string(),
  }),
  z.strictObject({ kind: z.literal('recovery'), positiveOn: z.string(), validFrom: z.string() }),
]);
export type ShownEvent = z.infer<typeof shownEventSchema>;

export const shownVerdictSchema = z.strictObject({
  type: z.literal('verdict'),
  lane: laneNameSchema,
  direction: directionSchema,
  uuid,
  seq: z.int().positive(),
  colour: z.enum(['green', 'black', 'abnormal']),
  reasons: z.array(z.enum(REASON_CODES)).min(1),
  format: z.enum(PASS_FORMATS),
  signature: z.enum(SIGNATURE_STATES),
  person: maskedPersonSchema,
  events: z.array(shownEventSchema),
  /** The pack's own word for the green face, when it has one. */
  word: z.strictObject({ vi: z.string().max(40), en: z.string().max(40) }).nullable(),
  pack: z.strictObject({ id: z.string(), version: z.string(), vi: z.string(), en: z.string() }),
  trust: trustAgeSchema,
  /** Code of the pack's rule, or Identifier of the EU rule, that decided; null: the default did. */
  rule: z.string().max(80).nullable(),
  /** First local day on which the same pass would be green, YYYY-MM-DD; null: none in sight, or it is green. */
  eligibleFrom: z.iso.date().nullable(),
  /** Whom the person may call about the first reason; null: the site's officer. */
  contact: z.strictObject({ vi: z.string().max(120), en: z.string().max(120), phone: z.string().max(40) }).nullable(),
  /** Green by facts alone: the officer must compare the person's papers. */
  comparePapers: z.boolean(),
  /** The turnstile stays shut until the officer says that the papers agree. */
  waits: z.boolean(),
  /** Identifiers by which the facts were found. */
  matched: z.array(z.enum(ID_TYPES)),
  /** Why `copied-code` holds. */
  seen: z
    .strictObject({
      at: z.number(),
      place: z.string().max(120),
      why: z.enum(['just-used', 'still-inside', 'too-far-away']),
    })
    .nullable(),
  /** Milliseconds since the epoch. */
  at: z.number(),
});
export type ShownVerdict = z.infer<typeof shownVerdictSchema>;

export const shownOverrideSchema = z.strictObject({
  type: z.literal('override'),
  lane: laneNameSchema,
  direction: directionSchema,
  uuid,
  seq: z.int().positive(),
  refersTo: uuid,
  admit: z.boolean(),
  reason: overrideReasonSchema,
  person: maskedPersonSchema.nullable(),
});
export type ShownOverride = z.infer<typeof shownOverrideSchema>;

export const scanAgainSchema = z.strictObject({
  type: z.literal('scan-again'),
  lane: laneNameSchema,
  direction: directionSchema,
  reason: z.enum(SCAN_AGAIN_REASONS),
  problem: z.enum(SCAN_PROBLEMS),
});

export const toWindowSchema = z.discriminatedUnion('type', [
  stationViewSchema,
  shownVerdictSchema,
  shownOverrideSchema,
  scanAgainSchema,
  panelSchema,
  noticeSchema,
]);
export type ToWindow = z.infer<typeof toWindowSchema>;

// ---- window → station ----

export const fromWindowSchema = z.discriminatedUnion('type', [
  /** The window is up: send the whole state again. */
  z.strictObject({ type: z.literal('hello') }),
  z.strictObject({ type: z.literal('present'), sample: z.string().min(1).max(60), lane: laneNameSchema }),
  z.strictObject({ type: z.literal('typed-code'), lane: laneNameSchema, text: z.string().min(1).max(64) }),
  z.strictObject({ type: z.literal('direction'), lane: laneNameSchema, direction: directionSchema }),
  z.strictObject({
    type: z.literal('open-panel'),
    kind: z.enum(['typed-code', 'override', 'origin', 'set-up']),
    lane: laneNameSchema,
  }),
  z.strictObject({ type: z.literal('close-panel') }),
  /** A person in charge knows that the record was restored: the station may go on. */
  z.strictObject({ type: z.literal('acknowledge-recovery') }),
  /** Rows that the central sent back are to be sent again. */
  z.strictObject({ type: z.literal('retry-parked') }),
  z.strictObject({ type: z.literal('set-up-key'), key: z.enum(SET_UP_KEYS) }),
  /** The officer has compared the papers of the person of the verdict `refersTo`: they agree. */
  z.strictObject({ type: z.literal('papers-agree'), refersTo: uuid }),
  /** The officer says that the person of the verdict `refersTo` comes from this unit. */
  z.strictObject({ type: z.literal('origin'), refersTo: uuid, unit: unitCodeSchema }),
  z
    .strictObject({ type: z.literal('override'), refersTo: uuid, admit: z.boolean(), reason: overrideReasonSchema })
    .refine(({ admit, reason }) => overrideReasons(admit).includes(reason), { error: 'no reason for this decision' }),
]);
export type FromWindow = z.infer<typeof fromWindowSchema>;

// ---- shell → station ----

/** One keystroke of the window: physical key position, never the composed character. `at`: monotonic ms of the shell. */
export const keystrokeSchema = z.strictObject({
  code: z.string().max(32),
  shift: z.boolean(),
  /** Ctrl, Alt or Meta was held: never part of a scan. */
  modified: z.boolean(),
  at: z.number(),
});
export type Keystroke = z.infer<typeof keystrokeSchema>;

export const fromShellSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('keys'), keys: z.array(keystrokeSchema).min(1).max(4096) }),
  z.strictObject({ type: z.literal('ping'), n: z.int() }),
  z.strictObject({ type: z.literal('shutdown') }),
  /** Where no message port can be handed over (a child process), the shell relays the window's messages. */
  z.strictObject({ type: z.literal('window'), message: z.unknown() }),
]);
export type FromShell = z.infer<typeof fromShellSchema>;

// ---- station → shell ----

export const toShellSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('pong'), n: z.int() }),
  /** The station cannot run at all; it exits after this, and is not started again before `retry`. */
  z.strictObject({ type: z.literal('outage'), outage: outageSchema, detail: z.string().max(500) }),
  z.strictObject({ type: z.literal('window'), message: z.unknown() }),
]);
export type ToShell = z.infer<typeof toShellSchema>;
