import { openSerialPort } from './serial-port.ts';

/** Opens the serial port of the given path, says so, and holds it until it is killed. */
const opened = await openSerialPort({ path: process.argv[2] ?? '', baud: 9600 }, { data() {}, closed() {} });
process.stdout.write(opened.ok ? 'open' : opened.error.problem);
setInterval(() => {}, 60_000);
