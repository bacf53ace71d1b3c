import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { STATION_NODE_FLAGS } from '../main/flat-memory.ts';
import { against, print } from './figures.ts';
import { samplePasses } from './samples.ts';
import { withScratch } from './scratch.ts';

const SCANS = 10_000;
const EVERY = 1000;

/** Resident memory of a recording station over 10,000 scans; from 1,000 on it must be flat. Linux (/proc). */
export async function benchMemory(): Promise<void> {
  await withScratch(async (directory) => {
    const { signer, texts } = samplePasses(500, Date.now());
    const signers = join(directory, 'signers.json');
    writeFileSync(signers, JSON.stringify([signer.entry]));
    const cli = fileURLToPath(new URL('../main/cli.ts', import.meta.url));
    const station = spawn(
      process.execPath,
      [...STATION_NODE_FLAGS, cli, 'scan', '--data', join(directory, 'data'), '--signers', signers],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const resident: number[] = [];
    let answered = 0;
    const lines = createInterface({ input: station.stdout });
    const write = (): void => {
      for (let n = 0; n < EVERY; n++) station.stdin.write(`${texts[(answered + n) % texts.length]}\n`);
    };
    write();
    for await (const line of lines) {
      if (JSON.parse(line).seq === null) throw new Error(`a scan was not recorded: ${line}`);
      answered += 1;
      if (answered % EVERY !== 0) continue;
      resident.push(residentMiB(station.pid));
      if (answered < SCANS) write();
      else station.stdin.end();
    }
    const [first = Number.NaN] = resident;
    const last = resident.at(-1) ?? Number.NaN;
    print('memory', {
      scans: answered,
      'resident MiB at each 1,000': resident.map((mib) => mib.toFixed(0)).join(' '),
      'last against first': against(last / first, 1.1, 'at most'),
    });
  });
}

function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
