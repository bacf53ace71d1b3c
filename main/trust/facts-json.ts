import { Buffer } from 'node:buffer';
import { createSecretKey } from 'node:crypto';
import * as z from 'zod';
import { type Facts, factsSchema } from '../contract/facts.ts';
import type { PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FactsIndex } from './facts-file.ts';
import { HASH_BYTES } from './facts-layout.ts';
import { LOOKUP_TYPES, personHash } from './person-hash.ts';

/**
 * `facts/<locality>.json`. `hmacKey`: base64, 16 to 64 bytes. `ids`: of each of the person's identifiers, the first ten bytes
 * or more of its `personHash` under that key, as hex.
 */
const factsFileSchema = z.strictObject({
  version: z.int().positive(),
  hmacKey: z
    .base64()
    .refine((text) => isKeyLength(Buffer.from(text, 'base64').length), { error: 'not 16 to 64 bytes' }),
  people: z.array(
    z.strictObject({
      ids: z
        .array(z.string().regex(/^([0-9a-f]{2}){10,32}$/, 'lower-case hex of 10 to 32 bytes'))
        .min(1)
        .max(12),
      facts: factsSchema,
    }),
  ),
});
export type FactsFile = z.infer<typeof factsFileSchema>;

function isKeyLength(bytes: number): boolean {
  return bytes >= 16 && bytes <= 64;
}

const PREFIX = HASH_BYTES.least * 2;

/** `error`: what is wrong, and where. */
export function indexFacts(json: unknown): Result<FactsIndex, string> {
  const parsed = factsFileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  }
  const { hmacKey, people } = parsed.data;
  const key = createSecretKey(Buffer.from(hmacKey, 'base64'));
  const byPrefix = new Map<string, { readonly id: string; readonly facts: Facts }>();
  for (const [index, { ids, facts }] of people.entries()) {
    for (const id of ids) {
      const other = byPrefix.get(id.slice(0, PREFIX));
      if (other !== undefined && other.facts !== facts) return err(`people.${index}.ids: an id of somebody else too`);
      byPrefix.set(id.slice(0, PREFIX), { id, facts });
    }
  }
  const lookUp = (person: PersonId): Facts | null => {
    const hash = personHash(key, person).toString('hex');
    const entry = byPrefix.get(hash.slice(0, PREFIX));
    return entry !== undefined && hash.startsWith(entry.id) ? entry.facts : null;
  };
  return ok({
    locality: '',
    people: people.length,
    find: ({ ids }) => {
      const found = ids.filter((id) => LOOKUP_TYPES.includes(id.type)).map(lookUp);
      return [...new Set(found)]
        .filter((facts) => facts !== null)
        .map((facts) => ({ facts, matched: [], name: 'unknown' }));
    },
  });
}
