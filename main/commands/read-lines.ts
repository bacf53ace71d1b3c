import { stdinLines } from '../../drivers/scanner/stdin-lines.ts';
import { err, ok, type Result } from '../contract/result.ts';

/** Lines of a stream as passes may be; a line that can be no text is an error that says why. */
export async function* readLines(input: NodeJS.ReadableStream): AsyncGenerator<Result<string, string>> {
  for await (const content of stdinLines(input as AsyncIterable<Uint8Array>)) {
    yield content.ok ? ok(content.text) : err(`unreadable (${content.problem})`);
  }
}
