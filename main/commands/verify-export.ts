import { verifyExport } from '../office/verify-export.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/** `chot verify-export DIR`: whether an exported folder is what its manifest says. */
export const verifyExportCommand: Command = {
  usage: 'chot verify-export DIR',
  async run(args, io) {
    const options = readOptions(args, {});
    if (!options.ok) return misuse(io, this, options.error);
    const [directory, ...rest] = options.value.positionals;
    if (directory === undefined || rest.length > 0) return misuse(io, this, 'one folder is needed');
    const verified = await verifyExport(directory);
    if (!verified.ok) {
      io.say(`${verified.error.code}: ${verified.error.file || directory}: ${verified.error.detail}`);
      return EXIT.failed;
    }
    io.out(JSON.stringify({ rows: verified.value.rows, files: verified.value.files }));
    return EXIT.done;
  },
};
