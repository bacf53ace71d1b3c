import * as z from 'zod';
import { positionSchema } from './facts.ts';

/** `station.json` of a data directory: the only configuration of a station. It holds no secrets (DESIGN section 7). */

export const DIRECTIONS = ['in', 'out'] as const;
export const directionSchema = z.enum(DIRECTIONS);
export type Direction = z.infer<typeof directionSchema>;

export const laneNameSchema = z.string().min(1).max(40);

const devicePath = z.string().min(1).max(300);

export const scannerConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    /** A stable path: `/dev/serial/by-id/…` on Linux, `COM3` on Windows. */
    path: devicePath,
    baud: z.int().min(1200).max(921_600).default(9600),
    /** Scanners that send no CR or LF end a scan by silence of this many milliseconds. */
    idleMs: z.int().min(10).max(1000).default(50),
  }),
  z.strictObject({ kind: z.literal('wedge'), idleMs: z.int().min(30).max(1000).default(80) }),
]);
export type ScannerConfig = z.infer<typeof scannerConfigSchema>;

export const turnstileConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lcus'), path: devicePath, channel: z.int().min(1).max(8).default(1) }),
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
  /** Names this station at the central. */
  station: slug,
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

/** A port has one user: a second one would find it busy for ever. The window has one keyboard. */
export const stationConfigSchema = stationSchema.superRefine(({ lanes }, context) => {
  const users = new Set<string>();
  lanes.forEach((lane, at) => {
    const scanners = lane.scanners.map((scanner, index) => ({
      device: scanner.kind === 'wedge' ? 'wedge' : scanner.path,
      path: ['lanes', at, 'scanners', index, scanner.kind === 'wedge' ? 'kind' : 'path'],
    }));
    const turnstiles =
      lane.turnstile === null ? [] : [{ device: lane.turnstile.path, path: ['lanes', at, 'turnstile', 'path'] }];
    for (const { device, path } of [...scanners, ...turnstiles]) {
      if (users.has(device)) context.addIssue({ code: 'custom', path, message: `"${device}" is named twice` });
      users.add(device);
    }
  });
});
export type StationConfig = z.infer<typeof stationConfigSchema>;
