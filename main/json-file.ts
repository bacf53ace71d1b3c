import { readBounded } from './bounded-file.ts';
import { err, ok, type Result } from './contract/result.ts';

/** Strict, so that no name is changed in silence; takes a byte-order mark away, which editors on Windows put in front. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A JSON file in UTF-8 of limited size. The error is a sentence that names the file. */
export function readJsonFile(path: string, maxBytes: number): Result<unknown, string> {
  let bytes: Uint8Array | null;
  try {
    bytes = readBounded(path, maxBytes);
  } catch (error) {
    return err(`${path}: ${messageOf(error)}`);
  }
  if (bytes === null) return err(`${path} is larger than ${maxBytes / 1024} KiB`);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return err(`${path} is not text in UTF-8: save it as UTF-8`);
  }
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(`${path} is not JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
