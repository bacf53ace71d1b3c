import { auditBeside } from '../../db/audit-beside.ts';
import { readRecord } from '../../db/read-record.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { pairVisits } from '../office/visits.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/**
 * `chot presence`: who is inside, a JSON line each, in the order in which they came; for a roll call. With `--visits` all
 * who came or went. Works beside a running station.
 */
export const presenceCommand: Command = {
  usage: 'chot presence [--data DIR] [--since YYYY-MM-DD] [--visits]',
  async run(args, io) {
    const options = readOptions(args, {
      data: { type: 'string' },
      since: { type: 'string' },
      visits: { type: 'boolean' },
    });
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), since = null, visits = false } = options.value.values;
    const [unexpected] = options.value.positionals;
    if (unexpected !== undefined) return misuse(io, this, `unexpected "${unexpected}"`);
    if (since !== null && !/^\d{4}-\d\d-\d\d$/.test(since)) return misuse(io, this, `--since "${since}" is no day`);
    const record = readRecord(data, credentialsOf(io.environment));
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    try {
      const found = pairVisits(record.value.entriesSince(since)).filter(({ open }) => visits || open);
      for (const { person, in: came, out, lastedMs, open } of found) {
        const { name, birthDate, ids } = person;
        const times = { in: came && new Date(came.at).toISOString(), out: out && new Date(out.at).toISOString() };
        const lanes = { inLane: came?.lane ?? null, outLane: out?.lane ?? null };
        io.out(JSON.stringify({ name, birthDate, ids, ...times, ...lanes, lastedMs, inside: open }));
      }
      // an empty answer would leave it open whether it was looked for
      io.say(`${found.filter(({ open }) => open).length} inside`);
      const detail = { since, people: found.length };
      const noted = auditBeside(data, { who: 'cli', from: 'cli', what: 'presence-listed', detail }, Date.now());
      if (!noted.ok) {
        io.say(`not noted in the audit log: ${noted.error.code}: ${noted.error.detail}`);
        return EXIT.failed;
      }
      return EXIT.done;
    } finally {
      record.value.close();
    }
  },
};
