import { auditBeside } from '../../db/audit-beside.ts';
import { readRecord } from '../../db/read-record.ts';
import { openRecord, type RecordedEntry } from '../../db/record.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { type AskedPerson, isAskedPerson } from '../office/asked-person.ts';
import { exportRows } from '../office/export-rows.ts';
import { exportPerson } from '../office/person-export.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';
import { personNamed } from './person-named.ts';
import { stationAndTimeZone } from './station-time-zone.ts';

const OPTIONS = {
  data: { type: 'string' },
  id: { type: 'string' },
  name: { type: 'string' },
  to: { type: 'string' },
  yes: { type: 'boolean' },
} as const;

type Asked = { readonly data: string; readonly person: AskedPerson };

/**
 * `chot person export|erase`: what a person may ask of whoever keeps the record (Law 91/2025/QH15): a copy of all rows, and that
 * they are erased. Every row of every day that is kept is opened, so that nothing hangs on the search index. Export works
 * beside a running station; erase needs it to be stopped.
 */
export const personCommand: Command = {
  usage:
    'chot person export [--data DIR] --id NUMBER|- [--name NAME] --to DIR  (-: what a scanner types)\n' +
    '       chot person erase [--data DIR] --id NUMBER|- [--name NAME] --yes',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), id = '', name = null, to, yes = false } = options.value.values;
    const [verb, ...rest] = options.value.positionals;
    if (rest.length > 0) return misuse(io, this, 'quote a name of several words');
    if (id === '') return misuse(io, this, '--id is needed: a whole number that a pass of the person gave');
    const person = await personNamed(id, name, io);
    if (!person.ok) return failed(io, person.error);
    const asked: Asked = { data, person: person.value };
    if (verb === 'erase') return erase(asked, yes, io);
    if (verb !== 'export') return misuse(io, this, 'the form is: person export, or person erase');
    return to === undefined ? misuse(io, this, '--to is needed: a folder') : exportTo(asked, to, io);
  },
};

async function exportTo(asked: Asked, to: string, io: CommandIo): Promise<ExitStatus> {
  const station = await stationAndTimeZone(asked.data);
  if (!station.ok) return failed(io, station.error);
  const found = rowsOf(asked, io);
  if (found === null) return EXIT.failed;
  const { config, timeZone } = station.value;
  const entries = [...exportRows(found, timeZone)];
  const report = await exportPerson({ entries, to, station: config, now: new Date() });
  if (!report.ok) {
    const { code, what, detail, todo } = report.error;
    return failed(io, `${code}: ${what} ${detail}\n${todo.vi}\n${todo.en}`);
  }
  const { directory, rows, durable } = report.value;
  const detail = { rows, days: new Set(found.map(({ day }) => day)).size };
  const noted = auditBeside(asked.data, { who: 'cli', from: 'cli', what: 'person-exported', detail }, Date.now());
  if (!noted.ok) return failed(io, `the export is written, but not noted in the audit log: ${noted.error.detail}`);
  io.out(JSON.stringify({ directory, rows, durable }));
  return EXIT.done;
}

function erase(asked: Asked, yes: boolean, io: CommandIo): ExitStatus {
  if (!yes) {
    const found = rowsOf(asked, io);
    if (found === null) return EXIT.failed;
    const days = new Set(found.map(({ day }) => day)).size;
    return failed(
      io,
      `nothing is erased yet: ${found.length} rows of ${days} days would be, for good. Say it with --yes`,
    );
  }
  const opened = openRecord({
    directory: asked.data,
    credentials: credentialsOf(io.environment),
    onProblem: ({ code, detail }) => io.say(`${code}: ${detail}`),
  });
  if (!opened.ok) return failed(io, `${opened.error.code}: ${opened.error.detail}`);
  try {
    const isMeant = (person: Parameters<typeof isAskedPerson>[0]) => isAskedPerson(person, asked.person);
    const erased = opened.value.erasePerson(isMeant, { who: 'cli', from: 'cli' });
    if (!erased.ok) return failed(io, 'not all of it is erased: give the command again when this is mended');
    if (erased.value.length === 0) return failed(io, NOBODY);
    const rows = erased.value.reduce((sum, day) => sum + day.rows, 0);
    const notUploaded = erased.value.reduce((sum, day) => sum + day.notUploaded, 0);
    io.out(JSON.stringify({ rows, notUploaded, days: erased.value }));
    io.say(
      `erased here; ${rows - notUploaded} of the rows had been uploaded, and exported copies may exist: see the audit log`,
    );
    return EXIT.done;
  } finally {
    opened.value.close();
  }
}

const NOBODY = 'no row gives this number; a telephone number counts only together with --name';

/** null: there are none, or they cannot be read, and that was said. */
function rowsOf({ data, person }: Asked, io: CommandIo): RecordedEntry[] | null {
  const record = readRecord(data, credentialsOf(io.environment));
  if (!record.ok) {
    io.say(`${record.error.code}: ${record.error.detail}`);
    return null;
  }
  try {
    const rows: RecordedEntry[] = [];
    for (const entry of record.value.entriesSince(null)) {
      if (entry.person !== null && isAskedPerson(entry.person, person)) rows.push(entry);
    }
    if (rows.length === 0) io.say(NOBODY);
    return rows.length === 0 ? null : rows;
  } finally {
    record.value.close();
  }
}

function failed(io: CommandIo, message: string): ExitStatus {
  io.say(message);
  return EXIT.failed;
}
