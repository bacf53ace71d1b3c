import { type ParseArgsConfig, parseArgs } from 'node:util';
import { err, ok, type Result } from '../contract/result.ts';

/** Exit status of every command (DESIGN section 7). */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** What a command may touch of the process; streams so that tests and pipes are the same. */
export type CommandIo = {
  readonly stdin: NodeJS.ReadableStream;
  /** One line of the answer, without its newline. */
  readonly out: (line: string) => void;
  /** A message to the person at the terminal. */
  readonly say: (message: string) => void;
  readonly environment: NodeJS.ProcessEnv;
};

export type Command = {
  readonly usage: string;
  /** It goes on when nobody reads its answers any more: a gate must not stop, or stay open, for a log that went away. */
  readonly outlivesItsReader?: true;
  readonly run: (args: readonly string[], io: CommandIo) => Promise<ExitStatus>;
};

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options by the command's own table; the error is a sentence for the terminal. */
export function readOptions<const O extends Options>(args: readonly string[], options: O) {
  try {
    return ok(parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
  } catch (error) {
    return err(error instanceof Error ? error.message : 'the arguments cannot be read') satisfies Result<never, string>;
  }
}

/** A message of a usage error, and its exit status. */
export function misuse(io: CommandIo, command: Command, problem: string): ExitStatus {
  io.say(`${problem}\nusage: ${command.usage}`);
  return EXIT.usage;
}
