/**
 * Stands for the station in the tests of the shell: speaks the same messages, and does on command what a station must
 * never do. Plain JavaScript: it takes the place of the built out/main/station-process.js.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const parent = process.parentPort;
const data = process.argv[3];
const heard = join(data, 'heard.log');
const note = (line) => appendFileSync(heard, `${line}\n`);
let port = null;
const toShell = (message) => (parent ? parent.postMessage(message) : process.send(message));
const toWindow = (message) => (parent ? port?.postMessage(message) : process.send({ type: 'window', message }));
const say = (notice) => toWindow({ type: 'notice', notice });

function fromShell(message) {
  if (message.type === 'ping') toShell({ type: 'pong', n: message.n });
  else if (message.type === 'keys') note(`keys ${JSON.stringify(message.keys)}`);
  else if (message.type === 'shutdown') process.exit(0);
  else if (message.type === 'window') fromWindow(message.message);
}

function fromWindow(message) {
  note(`window ${JSON.stringify(message)}`);
  if (message.type === 'present' && message.sample === 'outage') {
    toShell({ type: 'outage', outage: 'disk-full', detail: 'asked for by the test' });
    setTimeout(() => process.exit(1), 50);
  } else if (message.type === 'present' && message.sample === 'nonsense') {
    toShell({ type: 'nonsense' });
    toWindow({ type: 'verdict', colour: 'green' });
    say('code-invalid');
  } else if (message.type === 'present' && message.sample === 'say') {
    for (const each of JSON.parse(readFileSync(join(data, 'say.json'), 'utf8'))) toWindow(each);
  } else say('no-such-sample');
}

if (parent) {
  parent.on('message', ({ data, ports }) => {
    if (ports[0] === undefined) return fromShell(data);
    port = ports[0];
    port.on('message', (event) => fromWindow(event.data));
    port.start();
  });
} else {
  process.on('message', fromShell);
  process.on('disconnect', () => process.exit(0));
}
note(`station ${process.pid} ${JSON.stringify(process.argv.slice(2))}`);
toShell({ type: 'ready' });
