import { auditBeside } from '../../db/audit-beside.ts';
import { readRecord } from '../../db/read-record.ts';
import { credentialsOf, defaultDataDirectory } from '../data-directory.ts';
import { exportDay } from '../office/export.ts';
import { exportRows } from '../office/export-rows.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';
import { stationAndTimeZone } from './station-time-zone.ts';

const OPTIONS = { data: { type: 'string' }, day: { type: 'string' }, to: { type: 'string' } } as const;

/** `chot export`: a day's log as CSV with a manifest, into a new folder; noted in the audit log. Works beside a running station. */
export const exportCommand: Command = {
  usage: 'chot export [--data DIR] --day YYYY-MM-DD --to DIR',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), day, to } = options.value.values;
    if (day === undefined || to === undefined) return misuse(io, this, '--day and --to are needed');
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) return misuse(io, this, `--day "${day}" is not YYYY-MM-DD`);
    const station = await stationAndTimeZone(data);
    if (!station.ok) {
      io.say(station.error);
      return EXIT.failed;
    }
    const { config, timeZone } = station.value;
    const record = readRecord(data, credentialsOf(io.environment));
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    try {
      const entries = exportRows(record.value.entries(day), timeZone);
      const report = await exportDay({ entries, day, to, station: config, now: new Date() });
      if (!report.ok) {
        io.say(
          `${report.error.code}: ${report.error.what} ${report.error.detail}\n${report.error.todo.vi}\n${report.error.todo.en}`,
        );
        return EXIT.failed;
      }
      const { directory, rows, durable } = report.value;
      // Who carries personal data away is noted before the export counts as done.
      const detail = { day, rows };
      const noted = auditBeside(data, { who: 'cli', from: 'cli', what: 'day-exported', detail }, Date.now());
      if (!noted.ok) {
        io.say(`the export is written, but not noted in the audit log: ${noted.error.code}: ${noted.error.detail}`);
        return EXIT.failed;
      }
      io.out(JSON.stringify({ directory, rows, durable }));
      return EXIT.done;
    } finally {
      record.value.close();
    }
  },
};
