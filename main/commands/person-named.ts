import { ID_TYPES } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { AskedPerson } from '../office/asked-person.ts';
import { createKeyring } from '../pass/keyring.ts';
import { readPass } from '../pass/read.ts';
import type { CommandIo } from './command.ts';
import { readLines } from './read-lines.ts';

/**
 * The person whom a command is about. `-` for the number: the first line of stdin, where a scanner types the person's own code, or
 * somebody a number; what stands on a command line lies in its history, and every user of the machine can see it.
 */
export async function personNamed(
  id: string,
  name: string | null,
  io: CommandIo,
): Promise<Result<AskedPerson, string>> {
  if (id !== '-') return ok({ id, name });
  for await (const line of readLines(io.stdin)) {
    if (!line.ok) return err(line.error);
    const reading = readPass(line.value.trim(), createKeyring([]));
    if (!reading.ok) return line.value.trim() === '' ? err('an empty line') : ok({ id: line.value.trim(), name });
    const { person } = reading.pass;
    const strongest = ID_TYPES.flatMap((type) => person.ids.filter((each) => each.type === type))[0];
    if (strongest === undefined) return err('this code gives no number');
    return ok({ id: strongest.value, name: name ?? (strongest.type === 'phone' ? person.name : null) });
  }
  return err('nothing was scanned');
}
