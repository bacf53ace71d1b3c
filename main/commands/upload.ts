import { readParked } from '../../db/read-parked.ts';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { centralAccess } from '../central-access.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { credentialsOf, defaultDataDirectory, readStationConfig } from '../data-directory.ts';
import { createUploader } from '../upload/uploader.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';

const OPTIONS = {
  data: { type: 'string' },
  once: { type: 'boolean', default: false },
  'retry-parked': { type: 'boolean', default: false },
  parked: { type: 'boolean', default: false },
} as const;

/** Rows that are told at once: a central that refuses everything parks many. */
const MOST_TOLD = 1000;

/**
 * `chot upload --once`: one pass over the rows that wait. A running station uploads by itself. `--retry-parked`: rows that the
 * central refused wait again first. `--parked` tells which they are, and why, one a line; also beside a running station.
 */
export const uploadCommand: Command = {
  usage: 'chot upload [--data DIR] --once [--retry-parked] | chot upload [--data DIR] --parked',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), once, parked, ...also } = options.value.values;
    if (once === parked) return misuse(io, this, 'say --once or --parked: a station that runs uploads by itself');
    if (parked && also['retry-parked']) return misuse(io, this, '--retry-parked goes with --once');
    const config = readStationConfig(data);
    if (!config.ok) {
      io.say(config.error.detail);
      return EXIT.failed;
    }
    if (parked) return tellParked(io, data);
    const { central, station } = config.value;
    if (central === null) {
      io.say(`station.json names no central: set "central": {"url": "https://…"}, or scan a code with chot enrol`);
      return EXIT.failed;
    }
    const record = openRecord({ directory: data, credentials: credentialsOf(io.environment) });
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    try {
      return await uploadOnce(io, record.value, { data, station, central, retry: also['retry-parked'] });
    } finally {
      record.value.close();
    }
  },
};

function tellParked(io: CommandIo, data: string): ExitStatus {
  const parked = readParked(data, MOST_TOLD);
  if (!parked.ok) {
    io.say(`${parked.error.code}: ${parked.error.detail}`);
    return EXIT.failed;
  }
  const { rows, count } = parked.value;
  for (const row of rows) io.out(JSON.stringify(row));
  if (count > rows.length) io.say(`and ${count - rows.length} more`);
  return EXIT.done;
}

type OncePlan = Pick<StationConfig, 'station'> & {
  readonly data: string;
  readonly central: NonNullable<StationConfig['central']>;
  readonly retry: boolean;
};

async function uploadOnce(io: CommandIo, record: StationRecord, plan: OncePlan): Promise<ExitStatus> {
  const { outbox } = record;
  const { to, tokens } = centralAccess(plan.data, plan.central, { now: Date.now, signedTime: () => null });
  const uploader = createUploader({
    ...to,
    tokens,
    outbox,
    station: plan.station,
    now: Date.now,
    random: Math.random,
    later: () => () => {},
    onState: () => {},
  });
  try {
    if (plan.retry) {
      const rows = uploader.retryParked();
      if (rows > 0) record.audit({ who: 'cli', from: 'cli', what: 'parked-retried', detail: { rows } });
    }
    const { stopped, ...report } = await uploader.drainOnce();
    const { waiting } = outbox.counts();
    io.out(JSON.stringify({ ...report, waiting }));
    if (stopped !== null) io.say(`${stopped.kind}: ${stopped.detail}`);
    return stopped === null && waiting === 0 ? EXIT.done : EXIT.failed;
  } finally {
    await uploader.stop();
    await tokens.close();
  }
}
