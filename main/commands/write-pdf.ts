import { writeFileSync } from 'node:fs';
import type { PrintProblem } from '../../print-templates/problem.ts';
import type { Result } from '../contract/result.ts';
import { type CommandIo, EXIT, type ExitStatus } from './command.ts';

/** Writes a finished PDF, or says why there is none. */
export function writePdf(io: CommandIo, path: string, pdf: Result<Uint8Array, PrintProblem>): ExitStatus {
  if (!pdf.ok) {
    const { code, ...rest } = pdf.error;
    io.say(`nothing was printed: ${code} ${JSON.stringify(rest)}`);
    return EXIT.failed;
  }
  try {
    writeFileSync(path, pdf.value);
  } catch (error) {
    io.say(`${path}: ${error instanceof Error ? error.message : 'cannot be written'}`);
    return EXIT.failed;
  }
  io.out(path);
  return EXIT.done;
}
