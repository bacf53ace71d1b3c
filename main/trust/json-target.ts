import type * as z from 'zod';
import { err, ok, type Result } from '../contract/result.ts';

/** A target that is JSON in UTF-8, as its schema has it. `error`: what is wrong, and where. */
export function parseJsonTarget<T>(bytes: Uint8Array, schema: z.ZodType<T>): Result<T, string> {
  const json = jsonOf(bytes);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

export function jsonOf(bytes: Uint8Array): Result<unknown, string> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return err('it is not JSON in UTF-8');
  }
}
