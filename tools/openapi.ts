import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import {
  batchAnswerSchema,
  batchRequestSchema,
  MAX_BATCH_BYTES,
  problemSchema,
  rowAnswerSchema,
  TIME_TYPE,
  timeRequestSchema,
} from '../main/contract/central-api.ts';
import { checkinSchema, personSchema } from '../main/contract/checkin.ts';

/**
 * Generates `main/contract/openapi.json`, the central's HTTP interface as an OpenAPI 3.1 document, from the zod schemas of
 * the contract. `node tools/openapi.ts` writes it; a test fails when the file is stale.
 */

export const OPENAPI_FILE = new URL('../main/contract/openapi.json', import.meta.url);

const SCHEMAS = {
  BatchRequest: batchRequestSchema,
  BatchAnswer: batchAnswerSchema,
  RowAnswer: rowAnswerSchema,
  Checkin: checkinSchema,
  Person: personSchema,
  Problem: problemSchema,
  TimeRequest: timeRequestSchema,
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

export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chốt central',
      version: '1.0.0',
      description: 'What the central of a chain of checkpoints offers to its stations.',
      license: { name: 'Proprietary', url: 'https://spdx.org/licenses/' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/v1/checkins/batches': {
        post: {
          operationId: 'uploadCheckins',
          summary: 'Stores check-ins of a station, each once',
          description:
            'A row is known by its station and uuid. A row sent again with the same content is a duplicate, with other ' +
            'content it is rejected. A row that cannot be stored is rejected by itself and never keeps the others out. ' +
            'Answers come one per row, in the order of the request.',
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
            '400': problem('Not gzip, not JSON, or not a batch'),
            '413': problem('Too large'),
            '415': problem('Neither JSON nor an accepted encoding'),
            '422': problem('A batch whose rows cannot be told apart'),
            '429': { ...problem('Too many requests'), headers: retryAfter },
            '500': problem('The central failed: send again later'),
            '503': { ...problem('The central rests: send again later'), headers: retryAfter },
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
            '400': problem('Not JSON'),
            '413': problem('Too large'),
            '415': problem('Not JSON'),
            '422': problem('Not a nonce'),
            '429': { ...problem('Too many requests'), headers: retryAfter },
            '503': { ...problem('The central rests: ask again later'), headers: retryAfter },
          },
        },
      },
    },
    components: { schemas: componentSchemas() },
  };
}

function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'input' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _uri, ...schema }]) => [id, schema]),
  );
}

export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}

if (import.meta.main) {
  const text = openApiText();
  const current = readFileSync(OPENAPI_FILE, { encoding: 'utf8', flag: 'a+' });
  if (current !== text) writeFileSync(OPENAPI_FILE, text);
  process.stderr.write(`main/contract/openapi.json is ${current === text ? 'up to date' : 'written anew'}\n`);
}
