import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RECORD_FILE } from '../../../db/record-file.ts';
import { STATION_NODE_FLAGS } from '../../../main/flat-memory.ts';
import type { PassageLine } from '../../../main/station/passage-line.ts';
import { until } from './until.ts';

const CLI = join(import.meta.dirname, '../../../main/cli.ts');

/** `chot station`, headless, as it runs at a gate; seen from outside only: its lines, and what the kernel says of its process. */
export class StationProcess {
  readonly lines: PassageLine[] = [];
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<number | null>;
  #messages = '';
  #text = '';
  #news = Promise.withResolvers<void>();

  private constructor(directory: string, nodeFlags: readonly string[]) {
    const args = [...nodeFlags, CLI, 'station', '--data', directory];
    this.#process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#messages += text;
      this.#wake();
    });
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve));
    void this.#ended.then(() => this.#wake());
  }

  /** Resolves when it is in service. */
  static async start(directory: string, nodeFlags = STATION_NODE_FLAGS): Promise<StationProcess> {
    const station = new StationProcess(directory, nodeFlags);
    while (!station.#messages.includes('is ready')) {
      if (station.#process.exitCode !== null) throw new Error(`the station did not start: ${station.#messages}`);
      await station.#news.promise;
    }
    return station;
  }

  async untilLines(count: number): Promise<readonly PassageLine[]> {
    while (this.lines.length < count) {
      if (this.#process.exitCode !== null) throw new Error(`the station ended: ${this.#messages}`);
      await this.#news.promise;
    }
    return this.lines;
  }

  /** Its exit status. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.#process.kill(signal);
    return this.#ended;
  }

  /** Resolves when it has the device open; `node`: `/dev/hidraw0`, of that name and no older one. */
  untilOpen(node: string): Promise<true> {
    return until(() => this.#open().includes(node));
  }

  /** Resolves when it has let go of a device that is gone; another may have got its name meanwhile. */
  untilReleased(node: string): Promise<true> {
    return until(() => !this.#open().includes(`${node} (deleted)`));
  }

  /** What it has read since it began, in bytes, from files, devices and pipes. */
  read(): number {
    return Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${this.#process.pid}/io`, 'latin1'))?.[1]);
  }

  /** `handles` without those of the record: SQLite keeps one of a closed connection for the next, while another holds a lock. */
  resources(): { readonly handles: number; readonly threads: number; readonly residentKib: number } {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'latin1');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const handles = this.#open().filter((path) => !path.includes(`/${RECORD_FILE}`)).length;
    return { handles, threads: number('Threads'), residentKib: number('VmRSS') };
  }

  #open(): string[] {
    const directory = `/proc/${this.#process.pid}/fd`;
    return readdirSync(directory).flatMap((name) => {
      try {
        return [readlinkSync(join(directory, name))];
      } catch {
        // closed meanwhile
        return [];
      }
    });
  }

  #take(text: string): void {
    const lines = `${this.#text}${text}`.split('\n');
    this.#text = lines.pop() ?? '';
    this.lines.push(...lines.map((line) => JSON.parse(line) as PassageLine));
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
