import { auditBeside } from '../../db/audit-beside.ts';
import { type RecordReader, readRecord } from '../../db/read-record.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { rowLine } from '../office/row-line.ts';
import { contactsOf } from '../office/trace.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';
import { personNamed } from './person-named.ts';

const OPTIONS = {
  data: { type: 'string' },
  person: { type: 'string' },
  name: { type: 'string' },
  day: { type: 'string', multiple: true },
  minutes: { type: 'string', default: '15' },
  stay: { type: 'string', default: '120' },
  from: { type: 'string' },
  to: { type: 'string' },
  lane: { type: 'string' },
} as const;

const MINUTE_MS = 60_000;

/**
 * `chot trace`: who was there while a person was, from `--minutes` before to `--minutes` after; of whom no way out is known is
 * taken to have stayed for `--stay` minutes. Or who went by at a lane between two instants. A JSON line for each row, in the
 * order of their times. Works beside a running station, and is noted in the audit log.
 */
export const traceCommand: Command = {
  usage:
    'chot trace [--data DIR] --person NUMBER|- [--name NAME] [--day YYYY-MM-DD]… [--minutes N] [--stay N]\n' +
    '       chot trace [--data DIR] --from INSTANT --to INSTANT [--lane NAME]',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const {
      data = defaultDataDirectory(io.environment),
      person,
      name = null,
      day,
      from,
      to,
      lane,
    } = options.value.values;
    const [minutes, stay] = [Number(options.value.values.minutes), Number(options.value.values.stay)];
    if (!(minutes >= 0 && stay >= 0 && minutes <= 1440 && stay <= 1440))
      return misuse(io, this, 'minutes are 0 to 1440');
    const [since, until] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
    const bySpan = person === undefined && since <= until;
    if (bySpan === (person !== undefined))
      return misuse(io, this, 'name a person, or two instants as 2021-09-24T08:00+07:00');
    const record = readRecord(data, credentialsOf(io.environment));
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    try {
      if (person === undefined) return traceSpan(io, data, record.value, { since, until }, lane ?? null);
      const terms = { aroundMs: minutes * MINUTE_MS, stayMs: stay * MINUTE_MS, days: day ?? null };
      const named = await personNamed(person, name, io);
      if (!named.ok) {
        io.say(named.error);
        return EXIT.failed;
      }
      const traced = contactsOf(record.value, named.value, terms);
      if (!traced.ok) {
        io.say('no row gives this number; a telephone number counts only together with --name');
        return EXIT.failed;
      }
      const { spans, contacts } = traced.value;
      return tell(
        io,
        data,
        'contacts-traced',
        { minutes, stay, spans },
        contacts.map(({ row, how }) => ({ ...rowLine(row), how })),
      );
    } finally {
      record.value.close();
    }
  },
};

function traceSpan(
  io: CommandIo,
  data: string,
  record: RecordReader,
  span: { readonly since: number; readonly until: number },
  lane: string | null,
): ExitStatus {
  const detail = { from: new Date(span.since).toISOString(), to: new Date(span.until).toISOString(), lane };
  return tell(io, data, 'time-traced', detail, [...record.between(span, lane)].map(rowLine));
}

/** Who learns whom somebody met is noted before it is told. */
function tell(
  io: CommandIo,
  data: string,
  what: string,
  detail: { readonly [name: string]: string | number | null },
  lines: readonly object[],
): ExitStatus {
  const event = { who: 'cli', from: 'cli', what, detail: { ...detail, rows: lines.length } };
  const noted = auditBeside(data, event, Date.now());
  if (!noted.ok) {
    io.say(`not noted in the audit log: ${noted.error.code}: ${noted.error.detail}`);
    return EXIT.failed;
  }
  for (const line of lines) io.out(JSON.stringify(line));
  return EXIT.done;
}
