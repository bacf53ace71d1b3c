import { auditBeside } from '../../db/audit-beside.ts';
import { acknowledgeRecovery } from '../../db/recover.ts';
import { recoveryInWords } from '../../db/recovery-note.ts';
import { verifyRecord } from '../../db/verify-chain.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';

/** `chot ledger verify`: both chains of the record, also while a station is running. `acknowledge`: it was restored. */
export const ledgerCommand: Command = {
  usage: 'chot ledger verify|acknowledge [--data DIR]',
  async run(args, io) {
    const options = readOptions(args, { data: { type: 'string' } });
    if (!options.ok) return misuse(io, this, options.error);
    const [verb, ...rest] = options.value.positionals;
    const directory = options.value.values.data ?? defaultDataDirectory(io.environment);
    if (rest.length > 0) return misuse(io, this, `unexpected "${rest[0]}"`);
    if (verb === 'verify') return verify(directory, io);
    if (verb === 'acknowledge') return acknowledge(directory, io);
    return misuse(io, this, 'the form is: ledger verify, or ledger acknowledge');
  },
};

function verify(directory: string, io: CommandIo): ExitStatus {
  const verified = verifyRecord(directory, credentialsOf(io.environment));
  if (!verified.ok) {
    const { code, chain, seq, detail } = verified.error;
    io.say(`${code}: ${seq === null ? '' : `row ${seq} of the ${chain}: `}${detail}`);
    return EXIT.failed;
  }
  io.out(JSON.stringify(verified.value));
  return EXIT.done;
}

/** Somebody knows that the record was restored: a station that waits for that goes on within seconds. */
function acknowledge(directory: string, io: CommandIo): ExitStatus {
  const acknowledged = acknowledgeRecovery(directory);
  if (!acknowledged.ok) {
    io.say(`${acknowledged.error.code}: ${acknowledged.error.detail}`);
    return EXIT.failed;
  }
  const done = acknowledged.value;
  if (done === null) {
    io.say('there is nothing to acknowledge: no record was restored here since the last time');
    return EXIT.failed;
  }
  const event = { who: 'operator', from: 'cli', what: 'recovery-acknowledged', detail: {} } as const;
  const noted = auditBeside(directory, event, Date.now());
  if (!noted.ok) io.say(`the audit log could not be written: ${noted.error.detail}`);
  io.say(recoveryInWords(done));
  return noted.ok ? EXIT.done : EXIT.failed;
}
