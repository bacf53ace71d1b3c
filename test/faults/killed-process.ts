import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process that says one thing a line on stdout, and may be killed at any moment. */
export class KilledProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #firstLine: Promise<void>;
  #messages = '';

  constructor(args: readonly string[], onLine: (line: string) => void) {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#messages = (this.#messages + text).slice(-2000);
    });
    const lines = createInterface({ input: child.stdout });
    this.#firstLine = new Promise((resolve) => {
      lines.on('line', (line) => {
        onLine(line);
        resolve();
      });
    });
    this.#ended = Promise.all([once(child, 'close'), once(lines, 'close')]);
  }

  /** Resolves with the first line, or with the end. */
  async spoke(): Promise<void> {
    await Promise.race([this.#firstLine, this.#ended]);
  }

  /** Resolves when stderr has this, or with the end. */
  async said(text: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const look = () => (this.#messages.includes(text) ? resolve() : undefined);
      look();
      this.#child.stderr?.on('data', look);
    });
    await Promise.race([heard, this.#ended]);
  }

  /** All that it had said before is heard when this resolves. Throws where it had ended by itself. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null)
      throw new Error(`it ended by itself (${this.#child.exitCode}): ${this.#messages}`);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Waits until it ends by itself, and kills it where that takes too long. */
  async ended(patienceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    await this.#ended;
    clearTimeout(timer);
  }
}
