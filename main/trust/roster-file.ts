import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';
import { HASH_BYTES } from './facts-layout.ts';
import { parseJsonTarget } from './json-target.ts';

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens, at most 64');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 06:30');
const shiftName = z.string().min(1).max(40);
const KEY_BYTES = 32;

/** `roster/<site>.json`: who may work at a site, and when (docs/trust-formats.md). */
const rosterSchema = z.strictObject({
  version: z.literal(1),
  site: slug,
  /** HMAC key of the hashes, 32 bytes in base64. */
  key: z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES, { error: 'not 32 bytes' }),
  shifts: z
    .array(
      z.strictObject({
        name: shiftName,
        /** Local times from which and until which its people may come in; the same twice is a whole day. */
        from: timeOfDay,
        to: timeOfDay,
        /** Days on which it begins: 1 Monday to 7 Sunday. */
        weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
        /** Most people admitted in one shift; null: no limit. */
        quota: z.int().min(0).max(1_000_000).nullable(),
      }),
    )
    .max(100),
  workers: z
    .array(
      z.strictObject({
        /** Lower-case hex of the first 10 bytes of each `personHash`. */
        ids: z
          .array(z.string().regex(new RegExp(`^[0-9a-f]{${HASH_BYTES.least * 2}}$`), 'hex of 10 bytes'))
          .min(1)
          .max(12),
        /** Team or workshop, for those who keep the list. */
        unit: z.string().max(80),
        /** Names of shifts; null: at any time. */
        shifts: z.array(shiftName).min(1).max(20).nullable(),
        /** First and last local day on which a shift of theirs may begin. */
        validFrom: z.iso.date(),
        validTo: z.iso.date(),
      }),
    )
    .max(200_000),
});
export type RosterFile = z.infer<typeof rosterSchema>;
export type Shift = RosterFile['shifts'][number];
export type Worker = RosterFile['workers'][number];

/** `error`: what is wrong, and where. */
export function parseRoster(bytes: Uint8Array): Result<RosterFile, string> {
  const parsed = parseJsonTarget(bytes, rosterSchema);
  if (!parsed.ok) return parsed;
  const { shifts, workers } = parsed.value;
  const names = new Set(shifts.map(({ name }) => name));
  if (names.size !== shifts.length) return err('shifts: two of one name');
  const ids = new Set<string>();
  for (const [index, worker] of workers.entries()) {
    const stray = worker.shifts?.find((name) => !names.has(name));
    if (stray !== undefined) return err(`workers.${index}.shifts: there is no shift "${stray}"`);
    if (worker.validTo < worker.validFrom) return err(`workers.${index}.validTo: before validFrom`);
    for (const id of worker.ids) {
      if (ids.has(id)) return err(`workers.${index}.ids: an identifier that is there already`);
      ids.add(id);
    }
  }
  return ok(parsed.value);
}
