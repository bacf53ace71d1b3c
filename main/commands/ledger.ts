import { verifyRecord } from '../../db/verify-chain.ts';
import { defaultDataDirectory } from '../data-directory.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/** `chot ledger verify`: both chains of the record, also while a station is running. */
export const ledgerCommand: Command = {
  usage: 'chot ledger verify [--data DIR]',
  async run(args, io) {
    const options = readOptions(args, { data: { type: 'string' } });
    if (!options.ok) return misuse(io, this, options.error);
    const [verb, ...rest] = options.value.positionals;
    if (verb !== 'verify' || rest.length > 0) return misuse(io, this, 'the form is: ledger verify');
    const verified = verifyRecord(options.value.values.data ?? defaultDataDirectory(io.environment));
    if (!verified.ok) {
      const { code, chain, seq, detail } = verified.error;
      io.say(`${code}: ${seq === null ? '' : `row ${seq} of the ${chain}: `}${detail}`);
      return EXIT.failed;
    }
    io.out(JSON.stringify(verified.value));
    return EXIT.done;
  },
};
