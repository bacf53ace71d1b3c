import { auditBeside } from '../../db/audit-beside.ts';
import { readRecord } from '../../db/read-record.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { rowLine } from '../office/row-line.ts';
import { searchPeople } from '../office/search.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/**
 * `chot search`: rows of people by words of their names, the beginnings of these, and their numbers or the last digits of
 * these; newest first, a JSON line each. Works beside a running station. Noted in the audit log, without what was looked for.
 */
export const searchCommand: Command = {
  usage: 'chot search [--data DIR] [--day YYYY-MM-DD]… WORD…',
  async run(args, io) {
    const options = readOptions(args, { data: { type: 'string' }, day: { type: 'string', multiple: true } });
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), day: days = null } = options.value.values;
    const wrong = days?.find((day) => !/^\d{4}-\d\d-\d\d$/.test(day));
    if (wrong !== undefined) return misuse(io, this, `--day "${wrong}" is not YYYY-MM-DD`);
    const words = options.value.positionals.join(' ');
    if (words === '') return misuse(io, this, 'name whom to look for');
    const record = readRecord(data, credentialsOf(io.environment));
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    try {
      const found = searchPeople(record.value, words, days);
      if (!found.ok) return misuse(io, this, 'too short: two letters of a name, or the last four digits of a number');
      // Who looks into whose passages is noted before anything is told.
      const { kind, rows, more } = found.value;
      const detail = { kind, days: days?.length ?? null, rows: rows.length };
      const noted = auditBeside(data, { who: 'cli', from: 'cli', what: 'searched', detail }, Date.now());
      if (!noted.ok) {
        io.say(`not noted in the audit log: ${noted.error.code}: ${noted.error.detail}`);
        return EXIT.failed;
      }
      for (const row of rows) io.out(JSON.stringify(rowLine(row)));
      if (more) io.say(`the newest ${rows.length}; there are more: say more of the name, or --day`);
      return EXIT.done;
    } finally {
      record.value.close();
    }
  },
};
