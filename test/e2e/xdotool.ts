import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A guest's hands at the checkpoint: keys by their names, mouse and windows of one X server, from outside of the app. */
export class Hands {
  readonly #display: string;

  constructor(display: string) {
    this.#display = display;
  }

  /** As the words of xdotool(1); what it printed. */
  async do(...words: readonly string[]): Promise<string> {
    const { stdout } = await run('xdotool', words, { env: { ...process.env, DISPLAY: this.#display } });
    return stdout;
  }

  /** One after another, further apart than any scanner types. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.do(...keys.flatMap((key) => ['key', '--delay', '0', key, 'sleep', '0.06']));
  }

  /** Without a pause, as a scanner does, and a pause afterwards. */
  async burst(...keys: readonly string[]): Promise<void> {
    await this.do('key', '--delay', '2', ...keys, 'sleep', '0.07');
  }

  /** `button` as X counts: 1 left, 2 middle, 3 right, 4 and 5 wheel, 8 back, 9 forward. */
  async click(x: number, y: number, button: number, times = 1): Promise<void> {
    await this.do('mousemove', `${x}`, `${y}`, 'click', '--repeat', `${times}`, '--delay', '20', `${button}`);
  }

  async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const halfway = from.map((at, axis) => Math.round((at + (to[axis] ?? at)) / 2));
    const moves = [halfway, to].flatMap((at) => ['sleep', '0.05', 'mousemove', ...at.map(String)]);
    await this.do('mousemove', ...from.map(String), 'mousedown', '1', ...moves, 'sleep', '0.05', 'mouseup', '1');
  }

  /** Every window that is to be seen, by its id: the app's own, and any that it should not have opened. */
  async visibleWindows(): Promise<string[]> {
    return (await this.do('search', '--onlyvisible', '--name', ''))
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }
}
