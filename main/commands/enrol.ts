import { stdinLines } from '../../drivers/scanner/stdin-lines.ts';
import { defaultDataDirectory } from '../data-directory.ts';
import { enrol } from '../enrolment/enrol.ts';
import { type Command, type CommandIo, EXIT, misuse, readOptions } from './command.ts';

const OPTIONS = {
  data: { type: 'string' },
  code: { type: 'string' },
  again: { type: 'boolean', default: false },
} as const;

/** `chot enrol`: makes this station known to its central, by the code on the administrator's screen or paper. */
export const enrolCommand: Command = {
  usage: 'chot enrol [--data DIR] --code TEXT|- [--again]  (-: what a scanner types on stdin)',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), code, again } = options.value.values;
    if (options.value.positionals.length > 0) return misuse(io, this, `unexpected "${options.value.positionals[0]}"`);
    if (code === undefined) return misuse(io, this, '--code is needed: the text CHOT-ENROL:…, or - to scan it');
    const scanned = code === '-' ? await firstScan(io) : code;
    if (scanned === null) {
      io.say('nothing was scanned');
      return EXIT.failed;
    }
    const enrolled = await enrol(data, { scanned, again, from: 'cli', now: Date.now() });
    if (!enrolled.ok) {
      io.say(`${enrolled.error.code}: ${enrolled.error.detail}`);
      return EXIT.failed;
    }
    const { station, url, clientId, keyThumbprint } = enrolled.value;
    io.out(JSON.stringify({ station, url, clientId, keyThumbprint }));
    io.say(`station ${station} is enrolled; one that runs takes it up at its next start`);
    return EXIT.done;
  },
};

async function firstScan(io: CommandIo): Promise<string | null> {
  for await (const content of stdinLines(io.stdin as AsyncIterable<Uint8Array>)) return content.ok ? content.text : '';
  return null;
}
