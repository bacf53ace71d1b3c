import * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';

/** `timestamp.json`, shaped as TUF has it (specification section 4.6), with the field that DESIGN section 4 adds. */
const timestampSchema = z.looseObject({
  signed: z.looseObject({ _type: z.literal('timestamp'), issuedAt: z.iso.datetime({ offset: true }) }),
});

/** The signed time in milliseconds since the epoch; `error`: what is wrong, and where. */
export function parseTimestamp(json: unknown): Result<number, string> {
  const parsed = timestampSchema.safeParse(json);
  if (parsed.success) return ok(Date.parse(parsed.data.signed.issuedAt));
  const [issue] = parsed.error.issues;
  return err(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}
