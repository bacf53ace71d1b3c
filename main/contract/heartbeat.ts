import * as z from 'zod';
import { directionSchema, laneNameSchema, stationNameSchema } from './station-config.ts';

/** `POST /v1/stations/heartbeats`: how a station is. It names nobody, and the answer commands nothing. */

const count = z.int().nonnegative();
/** Of a union that grows with the stations' versions: a central takes those that it does not know yet. */
const code = z.string().regex(/^[a-z0-9-]{1,40}$/);

const deviceSchema = z.strictObject({
  kind: code,
  name: z.string().max(300),
  state: code,
  /** Why it cannot be used, where that is known. */
  cause: code.nullable(),
});

/** 16 to 64 random bytes, base64url without padding: signed time carries them, so that no old one can stand in for it. */
export const nonceSchema = z.string().regex(/^[A-Za-z0-9_-]{22,86}$/);

export const heartbeatSchema = z.strictObject({
  station: stationNameSchema,
  nonce: nonceSchema,
  /** The time that the station goes by, UTC. */
  at: z.iso.datetime(),
  clock: z.strictObject({
    state: z.enum(['ok', 'suspect']),
    /** Signed time ahead of the machine's clock, milliseconds, when it was last heard; null: not since the start. */
    offsetMs: z.int().nullable(),
  }),
  upload: z.strictObject({
    waiting: count,
    parked: count,
    /** When the central last answered a batch; null: not since the start. */
    lastAt: z.iso.datetime().nullable(),
  }),
  trust: z.strictObject({
    state: z.enum(['fresh', 'ageing', 'stale', 'unknown']),
    issuedAt: z.iso.datetime().nullable(),
  }),
  versions: z.strictObject({
    chot: z.string().max(40),
    node: z.string().max(40),
    /** Rule pack in use, `id@version`. */
    rules: z.string().max(120),
  }),
  lanes: z
    .array(
      z.strictObject({
        name: laneNameSchema,
        direction: directionSchema,
        scanners: z.array(deviceSchema).max(8),
        turnstile: deviceSchema.nullable(),
      }),
    )
    .max(8),
  /** Why the station admits nobody just now; null: it is in service. */
  outage: code.nullable(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const heartbeatAnswerSchema = z.strictObject({
  /** Signed time as `POST /v1/time` gives it, base64url without padding, with the nonce of the heartbeat. */
  time: z
    .string()
    .max(5500)
    .regex(/^[A-Za-z0-9_-]+$/),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;
