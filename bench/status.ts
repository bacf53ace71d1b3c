import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { against, median, print } from './figures.ts';
import { ENTRIES, largeStatusList } from './large-status-list.ts';
import { withScratch } from './scratch.ts';

const COPIES = 8;

/** A Token Status List of 10 million entries at 4 bits that cannot be compressed: memory and lookups. */
export async function benchStatus(): Promise<void> {
  await withScratch((directory) => {
    const { list, signer } = largeStatusList(Date.now());
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(directory, name), content);
      return join(directory, name);
    };
    const child = fileURLToPath(new URL('./status-memory.child.ts', import.meta.url));
    const args = [file('signers.json', JSON.stringify([signer.entry])), file('1.cwt', list), String(COPIES)];
    const measured = JSON.parse(execFileSync(process.execPath, ['--expose-gc', child, ...args], { encoding: 'utf8' }));
    print('status', {
      entries: ENTRIES,
      'raw MiB': measured.rawBytes / COPIES / 2 ** 20,
      'load, ms': median(measured.loadMs),
      'resident against raw': against(measured.residentBytes / measured.rawBytes, 1.2, 'at most'),
      'million lookups a second': against(median(measured.millionsPerSecond), 5, 'at least'),
    });
  });
}
