import * as z from 'zod';
import { positionSchema } from './facts.ts';
import { deviceClashes } from './lane-devices.ts';

/** `station.json` of a data directory: the only configuration of a station. It holds no secrets (DESIGN section 7). */

export const DIRECTIONS = ['in', 'out'] as const;
export const directionSchema = z.enum(DIRECTIONS);
export type Direction = z.infer<typeof directionSchema>;

export const laneNameSchema = z.string().min(1).max(40);

/** A blank that nobody sees, at either end, would name another device: one that is never there. */
const devicePath = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\S(.*\S)?$/s, 'a path without blanks before or behind it');

/** How a scanner is set, where that touches what it sends. */
const scannerOutput = {
  /** Text that the scanner is set to send before each scan. */
  prefix: z.string().max(20).default(''),
  /** The same after each scan; CR, LF and ETX need no mention. */
  suffix: z.string().max(20).default(''),
  /** `keep`: what looks like an AIM identifier or an ECI before the content is content. */
  aim: z.enum(['strip', 'keep']).default('strip'),
};

/**
 * What a scanner types by, where it is set to the keyboard of another country: key position, and Space behind a dead key
 * (`KeyQ`, `Shift+KeyQ`, `AltGr+KeyQ`, `BracketLeft Space`) → character. What is not in it is no character.
 */
const keyboardSchema = z
  .record(
    z.string().regex(/^(Shift\+)?(AltGr\+)?[A-Za-z0-9]{1,20}( Space)?$/, 'a key, such as "Shift+KeyQ"'),
    z.string().regex(/^[^\p{Cc}]$/u, 'one character'),
  )
  .refine((keyboard) => Object.keys(keyboard).length <= 400, { error: 'more keys than a keyboard has' });
export type ScannerKeyboard = z.infer<typeof keyboardSchema>;

/** What a HID scanner sends where it does not describe its reports (drivers/scanner/known-scanners.ts). */
const hidProfileSchema = z.enum(['auto', 'honeywell', 'newland', 'shifted', 'zebra-blocks']);
export type HidProfile = Exclude<z.infer<typeof hidProfileSchema>, 'auto'>;

const hidScannerSchema = z
  .strictObject({
    kind: z.literal('hid'),
    /** Vendor and product as `lsusb` prints them, `0c2e:0b61`; null: `path` says which device. */
    usb: z
      .string()
      .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/, 'vendor:product, four lower-case hex digits each')
      .nullable()
      .default(null),
    /** Tells two scanners of the same make apart, where they have serial numbers. */
    serial: z.string().min(1).max(126).nullable().default(null),
    /** A name that a udev rule keeps stable; `/dev/hidraw0` goes to whichever device is plugged in first. */
    path: devicePath.nullable().default(null),
    profile: hidProfileSchema.default('auto'),
    /** A scan of several reports that falls silent so long before its end has lost a part of it. */
    idleMs: z.int().min(20).max(1000).default(100),
    ...scannerOutput,
  })
  .refine(({ usb, path }) => (usb === null) !== (path === null), {
    error: 'either "usb" or "path" names the scanner, and not both',
  })
  .refine(({ usb, serial }) => serial === null || usb !== null, {
    error: '"serial" goes with "usb"',
    path: ['serial'],
  });

export const scannerConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    /** A stable path: `/dev/serial/by-id/…` on Linux, `COM3` on Windows. */
    path: devicePath,
    baud: z.int().min(1200).max(921_600).default(9600),
    /** Scanners that send no CR or LF end a scan by silence of this many milliseconds. */
    idleMs: z.int().min(10).max(1000).default(50),
    ...scannerOutput,
  }),
  hidScannerSchema,
  z.strictObject({
    kind: z.literal('wedge'),
    idleMs: z.int().min(30).max(1000).default(80),
    /** null: that of a US keyboard. */
    keyboard: keyboardSchema.nullable().default(null),
    ...scannerOutput,
  }),
  /** A file with one scan a line, for trials: its rows count as simulated. */
  z.strictObject({
    kind: z.literal('replay'),
    path: devicePath,
    /** From one scan to the next, milliseconds. */
    everyMs: z.int().min(20).max(60_000).default(1000),
    /** Begins again at the end. */
    repeat: z.boolean().default(false),
  }),
]);
export type ScannerConfig = z.infer<typeof scannerConfigSchema>;

const relayChannel = z.int().min(1).max(8).default(1);

export const turnstileConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lcus'), path: devicePath, channel: relayChannel }),
  z.strictObject({
    kind: z.literal('usbrelay'),
    /** Written in the board, five characters (`usbrelay` lists it); null: the only such board here. */
    serial: z
      .string()
      .regex(/^[\x21-\x7e]{5}$/, 'five printable characters')
      .nullable()
      .default(null),
    channel: relayChannel,
  }),
  z.strictObject({
    /** Relay boards with the USB ids 5131:2007 and 0519:2018; all of a kind have the same serial, so only a path tells them apart. */
    kind: z.enum(['hid-5131', 'hid-0519']),
    /** `/dev/…`, made stable by a udev rule; null: the only such board here. */
    path: devicePath.nullable().default(null),
    channel: relayChannel,
  }),
  z.strictObject({
    kind: z.literal('modbus'),
    /** Of the RS-485 adapter. */
    path: devicePath,
    baud: z.int().min(4800).max(115_200).default(9600),
    unit: z.int().min(1).max(247).default(1),
    /** From 0, as in telegrams; the first relay is 0. */
    coil: z.int().min(0).max(255).default(0),
    /** The board ends the pulse by itself, even when this machine dies in it (Waveshare, protocol V2). */
    flashOn: z.boolean().default(false),
    /** For boards without FC5: coils are written by FC15. */
    writeMultiple: z.boolean().default(false),
    /** From 0: the input that the turnstile's PASS contact is wired to; null: none, and nobody knows who went through. */
    passageInput: z.int().min(0).max(255).nullable().default(null),
  }),
]);
export type TurnstileConfig = z.infer<typeof turnstileConfigSchema>;

export const laneConfigSchema = z.strictObject({
  name: laneNameSchema,
  direction: directionSchema,
  scanners: z.array(scannerConfigSchema).max(8).default([]),
  turnstile: turnstileConfigSchema.nullable().default(null),
});
export type LaneConfig = z.infer<typeof laneConfigSchema>;

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens, at most 64');
/** Names a station at its central. */
export const stationNameSchema = slug;

/** Plain HTTP is for loopback alone. */
const centralUrl = /^(https:\/\/[^\s]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/[^\s]*)?)$/;
export const centralUrlSchema = z
  .url('no address')
  .max(300)
  .regex(centralUrl, 'https://…, or http:// to this machine only');

const stationSchema = z.strictObject({
  site: z.strictObject({
    id: slug,
    name: z.string().min(1).max(120),
    type: z.string().min(1).max(60),
    address: z.string().max(200).default(''),
    /** Where the site is, to tell a code that was seen too far away too short a time ago; null: not known. */
    position: positionSchema.nullable().default(null),
    officer: z
      .strictObject({ name: z.string().max(80).default(''), phone: z.string().max(30).default('') })
      .default({ name: '', phone: '' }),
  }),
  station: stationNameSchema,
  locality: slug,
  languages: z.array(z.enum(LANGUAGES)).min(1).max(2).default(['vi', 'en']),
  lanes: z
    .array(laneConfigSchema)
    .min(1)
    .max(8)
    .refine((lanes) => new Set(lanes.map((lane) => lane.name)).size === lanes.length, { error: 'lane names repeat' }),
  central: z
    .strictObject({ url: centralUrlSchema, caFile: z.string().max(300).nullable().default(null) })
    .nullable()
    .default(null),
  /** The TUF repository that keys, lists and rules come from (DESIGN section 4). */
  trust: z
    .strictObject({
      /** https://…, or a folder (taken from the data directory); null: `/trust` of the central, if there is one. */
      source: z
        .union([
          centralUrlSchema,
          z
            .string()
            .min(1)
            .max(300)
            .regex(/^(?!https?:)/),
        ])
        .nullable()
        .default(null),
      /** SHA-256 of the repository's first root.json, lower-case hex: what all trust begins with. */
      rootSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits')
        .nullable()
        .default(null),
      everyMinutes: z.int().min(1).max(1440).default(15),
    })
    .default({ source: null, rootSha256: null, everyMinutes: 15 }),
  retentionDays: z.int().min(1).max(365).default(21),
  /** What the idle screen tells people of their data, before for how long it is kept; null: the usual words. */
  privacyNotice: z
    .strictObject({ vi: z.string().min(1).max(200), en: z.string().min(1).max(200) })
    .nullable()
    .default(null),
  /** Verified copies of the record, in `backups` of the data directory and in further places. */
  backup: z
    .strictObject({
      everyHours: z.int().min(1).max(168).default(6),
      /** How many each place keeps. */
      keep: z.int().min(1).max(20).default(3),
      /** Folders that are there already, on another disk or a stick. */
      beside: z.array(devicePath).max(3).default([]),
    })
    .default({ everyHours: 6, keep: 3, beside: [] }),
  sounds: z.boolean().default(true),
  passage: z
    .strictObject({
      /** Seconds in which a person may use an opening. */
      windowSeconds: z.int().min(1).max(30).default(5),
      /** Length of the pulse that opens a turnstile, in milliseconds. */
      pulseMs: z.int().min(100).max(1000).default(400),
    })
    .default({ windowSeconds: 5, pulseMs: 400 }),
  /** A file of sample passes that the window offers to present with a click; for the demo world only. */
  tray: z.string().max(300).nullable().default(null),
});

export const stationConfigSchema = stationSchema.superRefine(({ lanes }, context) => {
  for (const { path, message } of deviceClashes(lanes)) {
    context.addIssue({ code: 'custom', path: ['lanes', ...path], message });
  }
});
export type StationConfig = z.infer<typeof stationConfigSchema>;
