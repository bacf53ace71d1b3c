import { parseArgs } from 'node:util';
import { type FromShell, fromShellSchema, fromWindowSchema, type ToShell, type ToWindow } from './contract/messages.ts';
import { keepMemoryFlat } from './flat-memory.ts';
import { runStation } from './run-station.ts';
import { linkToShell, type ShellLink } from './station-link.ts';

/**
 * The station's process inside the app: Electron's utilityProcess, or a child process on a Node of its own. It speaks the
 * messages of the contract with the shell and the window, and ends with the shell.
 */
keepMemoryFlat();

const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: true });
const link: ShellLink = linkToShell();

// The log may go away, as with the terminal that the app was started from; the gate goes on.
process.stderr.on('error', () => {});

process.on('unhandledRejection', (reason) => {
  throw reason;
});

if (values.data === undefined) {
  fail('config-invalid', 'the station was started without --data');
} else {
  await run(values.data);
}

async function run(directory: string): Promise<void> {
  const show = (message: ToWindow): void => link.toWindow(message);
  const running = await runStation(directory, {
    show,
    passage: () => {},
    log: (message) => process.stderr.write(`${message}\n`),
  });
  if (!running.ok) return fail(running.error.outage, running.error.detail);
  const { station, keys, stop } = running.value;

  link.onWindow((raw) => {
    const message = fromWindowSchema.safeParse(raw);
    if (message.success) station.fromWindow(message.data);
  });
  link.onShell((raw) => {
    const message = fromShellSchema.safeParse(raw);
    if (message.success) answerShell(message.data);
  });
  link.onGone(() => void stop().then(() => process.exit(0)));
  send({ type: 'ready' });

  function answerShell(message: Exclude<FromShell, { type: 'window' }> | FromShell): void {
    if (message.type === 'ping') return send({ type: 'pong', n: message.n });
    if (message.type === 'keys') return keys(message.keys);
    if (message.type === 'shutdown') void stop().then(() => process.exit(0));
  }
}

function send(message: ToShell): void {
  link.toShell(message);
}

function fail(outage: Extract<ToShell, { type: 'outage' }>['outage'], detail: string): void {
  process.stderr.write(`${outage}: ${detail}\n`);
  send({ type: 'outage', outage, detail: detail.slice(0, 500) });
  // the message must leave before the process does
  setTimeout(() => process.exit(1), 100);
}
