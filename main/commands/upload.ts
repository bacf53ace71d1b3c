import { openRecord } from '../../db/record.ts';
import { defaultDataDirectory, inDataDirectory, readStationConfig } from '../data-directory.ts';
import { createUploader } from '../upload/uploader.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

const OPTIONS = { data: { type: 'string' }, once: { type: 'boolean', default: false } } as const;

/** `chot upload --once`: one pass over the rows that wait. A running station uploads by itself. */
export const uploadCommand: Command = {
  usage: 'chot upload [--data DIR] --once',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), once } = options.value.values;
    if (!once) return misuse(io, this, '--once is needed: a station that runs uploads by itself');
    const config = readStationConfig(data);
    if (!config.ok || config.value.central === null) {
      io.say(config.ok ? `station.json names no central: set "central": {"url": "https://…"}` : config.error.detail);
      return EXIT.failed;
    }
    const record = openRecord({ directory: data });
    if (!record.ok) {
      io.say(`${record.error.code}: ${record.error.detail}`);
      return EXIT.failed;
    }
    const uploader = createUploader({
      outbox: record.value.outbox,
      station: config.value.station,
      url: config.value.central.url,
      caFile: config.value.central.caFile === null ? null : inDataDirectory(data, config.value.central.caFile),
      now: Date.now,
      random: Math.random,
      later: () => () => {},
      onState: () => {},
    });
    try {
      const { stopped, ...report } = await uploader.drainOnce();
      const counts = record.value.outbox.counts();
      io.out(JSON.stringify({ ...report, waiting: counts.waiting }));
      if (stopped !== null) io.say(`${stopped.kind}: ${stopped.detail}`);
      return stopped === null && counts.waiting === 0 ? EXIT.done : EXIT.failed;
    } finally {
      await uploader.stop();
      record.value.close();
    }
  },
};
