import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../../db/durable-file.ts';
import { enrolmentAnswerSchema } from '../contract/enrolment.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { centralUrlSchema } from '../contract/station-config.ts';
import { readJsonFile } from '../json-file.ts';

/** `enrolment.json` of a data directory: as whom, and to whom, the station proves itself. It holds no secret. */
const enrolmentSchema = enrolmentAnswerSchema.extend({
  version: z.literal(1),
  /** Base address of the central, as in station.json: one that is enrolled elsewhere is not enrolled there. */
  url: centralUrlSchema,
  /** Of the key that the central knows. */
  keyThumbprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  enrolledAt: z.iso.datetime(),
  rootSha256: z.string().nullable(),
  /** false: the audit log does not tell of it yet. */
  noted: z.boolean(),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

export const ENROLMENT_FILE = 'enrolment.json';

/** null: the station is not enrolled. The error is a sentence that names the file. */
export function readEnrolment(directory: string): Result<Enrolment | null, string> {
  const path = join(directory, ENROLMENT_FILE);
  if (!existsSync(path)) return ok(null);
  const json = readJsonFile(path, 16 * 1024);
  if (!json.ok) return json;
  const parsed = enrolmentSchema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  return err(`${path} is damaged: enrol the station again (chot enrol --again). ${z.prettifyError(parsed.error)}`);
}

/** @throws system errors of writing */
export function writeEnrolment(directory: string, enrolment: Enrolment): void {
  const path = join(directory, ENROLMENT_FILE);
  const text = `${JSON.stringify(enrolmentSchema.parse(enrolment), null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeDurably(path, Buffer.from(text));
}
