import * as z from 'zod';

export const MANIFEST_FILE = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits');

/**
 * `manifest.json` of an export: what the folder holds, and where in the ledger it comes from. It is not signed: it finds
 * damage and careless edits. Whoever rewrites file and manifest alike is found by comparing `firstHash` and `lastHash`
 * with the ledger of the station.
 */
const common = {
  station: z.string().min(1).max(64),
  site: z.strictObject({ id: z.string().min(1).max(64), name: z.string().min(1).max(120) }),
  createdAt: z.iso.datetime(),
  rows: z.int().nonnegative(),
  /** Hashes in the ledger's chain of the first and last row; null when there are none. */
  firstHash: sha256.nullable(),
  lastHash: sha256.nullable(),
};
const file = z.strictObject({
  name: z.string().min(1).max(200),
  bytes: z.int().nonnegative(),
  sha256,
  rows: z.int().nonnegative(),
});

export const manifestSchema = z.discriminatedUnion('schema', [
  z.strictObject({
    schema: z.literal('chot-export-1'),
    ...common,
    /** Local day of the rule pack. */
    day: z.iso.date(),
    files: z.array(file).length(1),
  }),
  /** All rows of one person, as a CSV and as JSON; it does not name the person. */
  z.strictObject({ schema: z.literal('chot-person-export-1'), ...common, files: z.array(file).length(2) }),
]);
export type ExportManifest = z.infer<typeof manifestSchema>;
