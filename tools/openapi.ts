import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { TOKEN_SCOPE } from '../main/contract/central-api.ts';
import { openApiPaths, SCHEMAS } from './openapi-paths.ts';

/**
 * Generates `main/contract/openapi.json`, the central's HTTP interface as an OpenAPI 3.1 document, from the zod schemas of
 * the contract. `node tools/openapi.ts` writes it; a test fails when the file is stale.
 */

export const OPENAPI_FILE = new URL('../main/contract/openapi.json', import.meta.url);

export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chốt central',
      version: '1.1.0',
      description: 'What the central of a chain of checkpoints offers to its stations.',
      license: { name: 'Proprietary', url: 'https://spdx.org/licenses/' },
    },
    servers: [{ url: '/' }],
    paths: openApiPaths(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        station: {
          type: 'oauth2',
          description:
            'Client credentials (RFC 6749 section 4.4); a station authenticates by a signed assertion (private_key_jwt, ' +
            'RFC 7523), with the key that it enrolled. What it sends must be its own.',
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth/token',
              scopes: { [TOKEN_SCOPE]: 'Send check-ins and heartbeats of the station' },
            },
          },
        },
      },
    },
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
