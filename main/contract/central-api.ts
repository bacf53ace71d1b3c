import * as z from 'zod';
import { checkinSchema } from './checkin.ts';
import { nonceSchema } from './heartbeat.ts';
import { stationNameSchema } from './station-config.ts';

/** The central's HTTP interface (DESIGN section 6). `openapi.json` beside this file is generated from it. */

export const MAX_BATCH_ROWS = 500;
/** Of the JSON before compression, in bytes. */
export const MAX_BATCH_BYTES = 1024 * 1024;

export const batchRequestSchema = z.strictObject({
  station: stationNameSchema,
  rows: z.array(checkinSchema).min(1).max(MAX_BATCH_ROWS),
});
export type BatchRequest = z.infer<typeof batchRequestSchema>;

/** One answer per row, in the order of the request. */
export const rowAnswerSchema = z.discriminatedUnion('result', [
  z.strictObject({ uuid: z.uuidv7(), result: z.literal('stored') }),
  z.strictObject({ uuid: z.uuidv7(), result: z.literal('duplicate') }),
  z.strictObject({ uuid: z.uuidv7(), result: z.literal('rejected'), reason: z.string().min(1).max(300) }),
]);
export type RowAnswer = z.infer<typeof rowAnswerSchema>;

export const batchAnswerSchema = z.strictObject({ rows: z.array(rowAnswerSchema).max(MAX_BATCH_ROWS) });
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** What a station's access token is for. */
export const TOKEN_SCOPE = 'station';

export const problemSchema = z.strictObject({ error: z.string().max(80), detail: z.string().max(2000) });
export type Problem = z.infer<typeof problemSchema>;

/** The media type of signed time, and the `typ` in its protected header. */
export const TIME_TYPE = 'application/chot-time+cwt';

export const timeRequestSchema = z.strictObject({
  nonce: nonceSchema,
});
export type TimeRequest = z.infer<typeof timeRequestSchema>;
