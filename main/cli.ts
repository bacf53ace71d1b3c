#!/usr/bin/env node
import { type Command, type CommandIo, EXIT, type ExitStatus } from './commands/command.ts';
import { keepMemoryFlat } from './flat-memory.ts';

/** The same station without Electron, scriptable (DESIGN section 7). Commands load on demand, so that each starts fast. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  station: async () => (await import('./commands/station.ts')).stationCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  ledger: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  trust: async () => (await import('./commands/trust.ts')).trustCommand,
  upload: async () => (await import('./commands/upload.ts')).uploadCommand,
  enrol: async () => (await import('./commands/enrol.ts')).enrolCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  'verify-export': async () => (await import('./commands/verify-export.ts')).verifyExportCommand,
  presence: async () => (await import('./commands/presence.ts')).presenceCommand,
  search: async () => (await import('./commands/search.ts')).searchCommand,
  trace: async () => (await import('./commands/trace.ts')).traceCommand,
  person: async () => (await import('./commands/person.ts')).personCommand,
  poster: async () => (await import('./commands/poster.ts')).posterCommand,
  card: async () => (await import('./commands/card.ts')).cardCommand,
  scanner: async () => (await import('./commands/scanner.ts')).scannerCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  bench: async () => (await import('./commands/bench.ts')).benchCommand,
};

async function main(args: readonly string[], io: CommandIo): Promise<ExitStatus> {
  const [name = '', ...rest] = args;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const asked = name === '' || name === '--help' || name === 'help';
    io.say(`usage: chot ${Object.keys(COMMANDS).join(' | ')}\nchot COMMAND --help tells of one of them`);
    return asked && name !== '' ? EXIT.done : EXIT.usage;
  }
  const command = await load();
  outlivesItsReader = command.outlivesItsReader === true;
  if (rest.includes('--help')) {
    io.say(`usage: ${command.usage}`);
    return EXIT.done;
  }
  return command.run(rest, io);
}

keepMemoryFlat();

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `chot needs Node 24, this is ${process.version}: run it as "npm run -s chot -- …" in the checkout\n`,
  );
  process.exit(EXIT.failed);
}

let outlivesItsReader = false;

// A reader that goes away (| head) ends the command, as it ends any other, but not a gate; a terminal that does, none.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!isGone(error)) throw error;
  if (!outlivesItsReader) process.exit(EXIT.failed);
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (!isGone(error)) throw error;
});

function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO';
}

process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  out: (line) => process.stdout.write(`${line}\n`),
  say: (message) => process.stderr.write(`${message}\n`),
  environment: process.env,
});
