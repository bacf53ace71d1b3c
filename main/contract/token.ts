import * as z from 'zod';
import { centralUrlSchema } from './station-config.ts';

/**
 * The token endpoint of a central (RFC 6749 section 4.4, RFC 7523 section 2.2) and its metadata (RFC 8414). A station talks to
 * it through a library that knows these forms; the schemas here are for the OpenAPI document.
 */

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const printable = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/);

export const tokenRequestSchema = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: printable.optional(),
  client_assertion_type: z.literal(ASSERTION_TYPE),
  /** JWT: iss and sub are the client, aud the issuer, exp within minutes, jti never twice. */
  client_assertion: z.string().max(4000),
  scope: printable.optional(),
});

export const tokenAnswerSchema = z.object({
  access_token: z
    .string()
    .max(4000)
    .regex(/^[A-Za-z0-9\-._~+/]+=*$/),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int().positive(),
  scope: printable.optional(),
});
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>;

export const tokenRefusalSchema = z.object({
  error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope']),
  error_description: z.string().max(500).optional(),
});
export type TokenRefusal = z.infer<typeof tokenRefusalSchema>;

export const authorizationServerSchema = z.object({
  issuer: centralUrlSchema,
  token_endpoint: centralUrlSchema,
  grant_types_supported: z.array(z.literal('client_credentials')),
  token_endpoint_auth_methods_supported: z.array(z.literal('private_key_jwt')),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.literal('ES256')),
  response_types_supported: z.array(z.string()).max(0),
  scopes_supported: z.array(printable),
});
export type AuthorizationServer = z.infer<typeof authorizationServerSchema>;
