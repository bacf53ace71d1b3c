/**
 * A scanner's driver in a process of its own, for its latency: the scanner as station.json names it, in JSON, as argument. A
 * line `ready`, then one for each scan: when it was told, milliseconds since the epoch in fractions, and how it ends.
 */
import { hidScanner } from '../../../drivers/scanner/hid.ts';
import { serialScanner } from '../../../drivers/scanner/serial.ts';
import { scannerConfigSchema } from '../../../main/contract/station-config.ts';

const END_LENGTH = 20;

const config = scannerConfigSchema.parse(JSON.parse(process.argv[2] ?? ''));
if (config.kind !== 'hid' && config.kind !== 'serial') throw new Error(`a scanner of kind ${config.kind}`);
const source = config.kind === 'hid' ? hidScanner(config) : serialScanner(config);
source.start({
  scan(content) {
    const at = performance.timeOrigin + performance.now();
    console.log(`${at} ${content.ok ? content.text.slice(-END_LENGTH) : content.problem}`);
  },
  state({ state }) {
    if (state === 'ready') console.log('ready');
  },
});
