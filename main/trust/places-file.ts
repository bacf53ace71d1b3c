import * as z from 'zod';
import { unitCodeSchema } from '../contract/facts.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { parseJsonTarget } from './json-target.ts';

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens, at most 64');
const instant = z.iso.datetime({ offset: true });

/**
 * `places/<locality>.json`: administrative units, and which of them are in an epidemic area. `parents`: codes of the units
 * that it lies in, the nearest first; codes of different levels do not nest by prefix in Vietnam.
 */
const placesSchema = z.strictObject({
  version: z.literal(1),
  locality: slug,
  /** Outside this time it says nothing of anybody. */
  validFrom: instant,
  validTo: instant,
  units: z
    .array(
      z.strictObject({
        code: unitCodeSchema,
        name: z.string().min(1).max(80),
        parents: z.array(unitCodeSchema).max(2).default([]),
        epidemic: z.boolean().default(false),
      }),
    )
    .max(20_000),
});
export type PlacesFile = z.infer<typeof placesSchema>;
export type PlacesContent = z.input<typeof placesSchema>;
export type Unit = PlacesFile['units'][number];

/** `error`: what is wrong, and where. */
export function parsePlaces(bytes: Uint8Array): Result<PlacesFile, string> {
  const parsed = parseJsonTarget(bytes, placesSchema);
  if (!parsed.ok) return parsed;
  const { units, validFrom, validTo } = parsed.value;
  if (!(Date.parse(validFrom) < Date.parse(validTo))) return err('validTo: not after validFrom');
  const codes = new Set<string>();
  for (const [index, { code }] of units.entries()) {
    if (codes.has(code)) return err(`units.${index}.code: there twice`);
    codes.add(code);
  }
  for (const [index, { code, parents }] of units.entries()) {
    for (const [place, parent] of parents.entries()) {
      if (!codes.has(parent)) return err(`units.${index}.parents.${place}: a unit that is not in the file`);
      // Each is larger than the one before it, so that no unit can lie in itself.
      if (parent.length >= (parents[place - 1] ?? code).length)
        return err(`units.${index}.parents.${place}: not of a higher level`);
    }
  }
  return ok(parsed.value);
}
