import { defaultDataDirectory } from '../data-directory.ts';
import { createDeviceLog } from '../device-log.ts';
import { runStation } from '../run-station.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/** `chot station`: the whole station without a screen, one JSON line per passage, until SIGTERM, SIGINT or SIGHUP. */
export const stationCommand: Command = {
  usage: 'chot station [--data DIR]',
  outlivesItsReader: true,
  async run(args, io) {
    const options = readOptions(args, { data: { type: 'string' } });
    if (!options.ok) return misuse(io, this, options.error);
    if (options.value.positionals.length > 0) return misuse(io, this, `unexpected "${options.value.positionals[0]}"`);
    const running = await runStation(options.value.values.data ?? defaultDataDirectory(io.environment), {
      show: createDeviceLog(io.say),
      passage: (line) => io.out(JSON.stringify(line)),
      log: io.say,
    });
    if (!running.ok) {
      io.say(`${running.error.outage}: ${running.error.detail}`);
      return EXIT.failed;
    }
    const { config, problem, stop } = running.value;
    const lanes = config.lanes.map((lane) => `${lane.name} (${lane.direction})`).join(', ');
    if (problem() === null) io.say(`station ${config.station} is ready: ${lanes}`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, resolve);
    });
    await stop();
    return problem() === null ? EXIT.done : EXIT.failed;
  },
};
