import {
  batchAnswerSchema,
  batchRequestSchema,
  MAX_BATCH_BYTES,
  problemSchema,
  rowAnswerSchema,
  TIME_TYPE,
  TOKEN_SCOPE,
  timeRequestSchema,
} from '../main/contract/central-api.ts';
import { checkinSchema, personSchema } from '../main/contract/checkin.ts';
import { enrolmentAnswerSchema, enrolmentRequestSchema, stationKeySchema } from '../main/contract/enrolment.ts';
import { heartbeatAnswerSchema, heartbeatSchema } from '../main/contract/heartbeat.ts';
import {
  authorizationServerSchema,
  tokenAnswerSchema,
  tokenRefusalSchema,
  tokenRequestSchema,
} from '../main/contract/token.ts';

/** The paths of the central's HTTP interface, and the schemas that they name. */

export const SCHEMAS = {
  BatchRequest: batchRequestSchema,
  BatchAnswer: batchAnswerSchema,
  RowAnswer: rowAnswerSchema,
  Checkin: checkinSchema,
  Person: personSchema,
  Problem: problemSchema,
  TimeRequest: timeRequestSchema,
  EnrolmentRequest: enrolmentRequestSchema,
  EnrolmentAnswer: enrolmentAnswerSchema,
  StationKey: stationKeySchema,
  Heartbeat: heartbeatSchema,
  HeartbeatAnswer: heartbeatAnswerSchema,
  TokenRequest: tokenRequestSchema,
  TokenAnswer: tokenAnswerSchema,
  TokenRefusal: tokenRefusalSchema,
  AuthorizationServer: authorizationServerSchema,
};

const ref = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: keyof typeof SCHEMAS) => ({ 'application/json': { schema: ref(name) } });
const problem = (description: string) => ({ description, content: json('Problem') });
const retryAfter = {
  'Retry-After': {
    description: 'Seconds, or an HTTP date (RFC 9110 section 10.2.3)',
    schema: { type: 'string' },
  },
};

const byStation = [{ station: [TOKEN_SCOPE] }];
/** What any request of a station may be answered with. */
const refusals = {
  '400': problem('Not gzip, not JSON, or no request at all'),
  '413': problem('Too large'),
  '415': problem('Neither JSON nor an accepted encoding'),
  '422': problem('Not what the contract says'),
  '429': { ...problem('Too many requests'), headers: retryAfter },
  '500': problem('The central failed: send again later'),
  '503': { ...problem('The central rests: send again later'), headers: retryAfter },
};
const challenge = {
  'WWW-Authenticate': { description: 'Bearer, with an error (RFC 6750 section 3)', schema: { type: 'string' } },
};
const unauthorised = {
  '401': { ...problem('No token, or one that has expired or was withdrawn: get another'), headers: challenge },
  '403': problem('Not for this station'),
};

export function openApiPaths(): Record<string, unknown> {
  return {
    '/v1/checkins/batches': {
      post: {
        operationId: 'uploadCheckins',
        summary: 'Stores check-ins of a station, each once',
        description:
          'A row is known by its station and uuid. A row sent again with the same content is a duplicate, with other ' +
          'content it is rejected. A row that cannot be stored is rejected by itself and never keeps the others out. ' +
          'Answers come one per row, in the order of the request.',
        security: byStation,
        parameters: [
          {
            name: 'Content-Encoding',
            in: 'header',
            required: false,
            schema: { type: 'string', enum: ['gzip', 'identity'] },
          },
        ],
        requestBody: {
          required: true,
          description: `At most ${MAX_BATCH_BYTES} bytes of JSON before compression.`,
          content: json('BatchRequest'),
        },
        responses: {
          '200': { description: 'What became of each row', content: json('BatchAnswer') },
          ...refusals,
          ...unauthorised,
        },
      },
    },
    '/v1/stations/heartbeats': {
      post: {
        operationId: 'beat',
        summary: 'Says how a station is, every minute',
        description:
          'Devices, queue, trust, clock and versions; nobody is named. The answer tells the time, signed, and nothing ' +
          'that a station would do.',
        security: byStation,
        requestBody: { required: true, content: json('Heartbeat') },
        responses: {
          '200': { description: 'The time, signed', content: json('HeartbeatAnswer') },
          ...refusals,
          ...unauthorised,
        },
      },
    },
    '/v1/stations/enrolments': {
      post: {
        operationId: 'enrolStation',
        summary: 'Learns the key of a station, by a one-time code',
        description:
          'The code was issued for one station, expires, and serves one key: asked again with that key the answer is the ' +
          'same, with another the code is used up. The proof is a JWS in compact form (ES256, typ chot-enrolment+jwt) by ' +
          'the private key over the other members of the request and the base address of the central as aud. Whoever ' +
          'guesses is soon refused for a while.',
        requestBody: { required: true, content: json('EnrolmentRequest') },
        responses: {
          '200': { description: 'The station is enrolled', content: json('EnrolmentAnswer') },
          ...refusals,
          '403': problem('code-refused, code-used, code-expired or proof-invalid'),
        },
      },
    },
    '/v1/authority.pem': {
      get: {
        operationId: 'authority',
        summary: 'The certificate authority of this central',
        description:
          'Asked for by a station that has just scanned its SHA-256 and does not know the authority yet: it is compared ' +
          'with that, and nothing else is believed before.',
        responses: {
          '200': {
            description: 'One certificate in PEM',
            content: { 'application/x-pem-file': { schema: { type: 'string' } } },
          },
          '404': problem('This central is certified by a public authority'),
        },
      },
    },
    '/v1/time': {
      post: {
        operationId: 'askTime',
        summary: 'Tells the time, signed',
        description:
          'For a station whose own clock is in doubt. The answer is a COSE_Sign1 (tag 18) with typ ' +
          `${TIME_TYPE} in its protected header, over a CBOR map of the claims iat (6: seconds since the epoch, whole ` +
          'or not, when the question came) and nonce (10: the bytes of the question), signed by a key that lists the ' +
          'format "time" in keys/signers.json. A station asks without authorisation, since tokens fail by a wrong ' +
          'clock, and takes a certificate that is out of date by its clock; it counts answers within 10 s alone.',
        requestBody: { required: true, description: 'The nonce.', content: json('TimeRequest') },
        responses: {
          '200': {
            description: 'Signed time',
            content: { [TIME_TYPE]: { schema: { type: 'string', contentEncoding: 'binary' } } },
          },
          '404': problem('This central tells no time'),
          ...refusals,
        },
      },
    },
    '/oauth/token': {
      post: {
        operationId: 'getToken',
        summary: 'Gives a station an access token (RFC 6749 section 4.4, RFC 7523 section 2.2)',
        requestBody: {
          required: true,
          content: { 'application/x-www-form-urlencoded': { schema: ref('TokenRequest') } },
        },
        responses: {
          '200': { description: 'A bearer token that lives for minutes', content: json('TokenAnswer') },
          '400': { description: 'Not a request for a token', content: json('TokenRefusal') },
          '401': { description: 'Not a station that is enrolled here', content: json('TokenRefusal') },
          '413': problem('Too large'),
          '500': refusals['500'],
        },
      },
    },
    '/.well-known/oauth-authorization-server': {
      get: {
        operationId: 'authorizationServer',
        summary: 'Metadata of the authorisation server (RFC 8414)',
        responses: { '200': { description: 'Metadata', content: json('AuthorizationServer') } },
      },
    },
  };
}
