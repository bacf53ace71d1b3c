import * as z from 'zod';
import { centralUrlSchema, stationNameSchema } from './station-config.ts';

/** `POST /v1/stations/enrolments`: a central learns the key of a new station, by a one-time code that its owner scanned. */

/** 130 bits in Crockford's base 32: no I, L, O and U, so that it can be read out. */
export const enrolmentCodeSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'an enrolment code has 26 characters');

/** 32 bytes, base64url without padding. */
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The station's public key (RFC 7518 section 6.2.1), nothing beside it. */
export const stationKeySchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});
export type StationKey = z.infer<typeof stationKeySchema>;

/** age recipient (X25519): facts are encrypted to it. */
const recipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/);

/** `typ` of the protected header of a proof. */
export const ENROLMENT_PROOF_TYPE = 'chot-enrolment+jwt';

/**
 * What the proof signs: all that the request says, and to whom. No dates: a station that has not heard the time yet may
 * stand in 2000, and a code serves one key once.
 */
export const enrolmentProofSchema = z.strictObject({
  /** Base address of the central, as the station was told it. */
  aud: centralUrlSchema,
  code: enrolmentCodeSchema,
  station: stationNameSchema,
  publicKey: stationKeySchema,
  recipient,
});
export type EnrolmentProof = z.infer<typeof enrolmentProofSchema>;

export const enrolmentRequestSchema = z.strictObject({
  code: enrolmentCodeSchema,
  station: stationNameSchema,
  publicKey: stationKeySchema,
  recipient,
  /** JWS in compact form (RFC 7515), ES256, over an `EnrolmentProof`: whoever asks holds the private key. */
  proof: z
    .string()
    .max(4000)
    .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** The same for the same code and key, however often it is asked: an answer may be lost on the way. */
export const enrolmentAnswerSchema = z.strictObject({
  station: stationNameSchema,
  clientId: z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/),
  /** Of the authorisation server: the audience of the station's assertions (RFC 7523 section 3). */
  issuer: centralUrlSchema,
  tokenEndpoint: centralUrlSchema,
});
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>;

/** `error` of a `Problem` that says no: none of them tells whether a code exists for another station. */
export const ENROLMENT_REFUSALS = ['code-refused', 'code-used', 'code-expired', 'proof-invalid'] as const;
export type EnrolmentRefusal = (typeof ENROLMENT_REFUSALS)[number];
