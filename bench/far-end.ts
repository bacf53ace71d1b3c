import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type ScannerName = 'serial-1' | 'serial-2' | 'hid';
export type BoardName = 'lcus' | 'modbus';

/** Paths of serial devices, and whether there is a HID scanner. */
export type FarEndDevices = Readonly<Record<'serial-1' | 'serial-2' | BoardName | 'bare', string>> & {
  readonly hid: boolean;
};

export type ToldByFarEnd =
  | { readonly kind: 'ready'; readonly devices: FarEndDevices }
  /** `at`: before its last bytes were given to the system. */
  | { readonly kind: 'sent'; readonly at: number }
  /** `at`: the command that did it had come. */
  | { readonly kind: 'switched'; readonly board: BoardName; readonly on: boolean; readonly at: number }
  | { readonly kind: 'bare'; readonly at: number };

export const HID_SCANNER = {
  vendorId: 0x0c2e,
  productId: 0x0b61,
  manufacturer: 'Chot',
  product: 'HID scanner',
  serial: 'BENCH1',
} as const;

/** CLOCK_MONOTONIC in milliseconds, comparable between processes. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What does not come within this time does not come at all. */
const PATIENCE_MS = 10_000;
const SWITCHED_MS = 2000;

/** The process that plays scanners and boards (far-end.child.ts). */
export class FarEnd {
  readonly devices: FarEndDevices;
  readonly #child: ChildProcess;
  readonly #told: ToldByFarEnd[] = [];
  #news = Promise.withResolvers<void>();

  private constructor(child: ChildProcess, devices: FarEndDevices) {
    this.#child = child;
    this.devices = devices;
    child.on('message', (told: ToldByFarEnd) => {
      this.#told.push(told);
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    });
    child.once('exit', (code) => {
      if (code !== 0) throw new Error(`the far end of the cables ended with ${code}`);
    });
  }

  static async start(): Promise<FarEnd> {
    const child = fork(fileURLToPath(new URL('./far-end.child.ts', import.meta.url)));
    const [ready] = (await once(child, 'message')) as [ToldByFarEnd];
    if (ready.kind !== 'ready') throw new Error(`the far end said ${ready.kind} first`);
    return new FarEnd(child, ready.devices);
  }

  /** Resolves with when its last bytes were given to the system, milliseconds of `monotonicMs`. */
  async scan(scanner: ScannerName, text: string): Promise<number> {
    this.#child.send({ scanner, text });
    return (await this.#next(`the end of a scan by ${scanner}`, ({ kind }) => kind === 'sent')).at;
  }

  /** When the board was next switched so; null: it was not, as when its turnstile is out of order. */
  async switched(board: BoardName, on: boolean): Promise<number | null> {
    return (
      (await this.#find((told) => told.kind === 'switched' && told.board === board && told.on === on, SWITCHED_MS))
        ?.at ?? null
    );
  }

  /** What was told of the boards so far. */
  forgetSwitched(): void {
    const left = this.#told.filter(({ kind }) => kind !== 'switched');
    this.#told.splice(0, this.#told.length, ...left);
  }

  /** When something next came by the bare line. */
  async came(): Promise<number> {
    return (await this.#next('bytes by the bare line', ({ kind }) => kind === 'bare')).at;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #next(what: string, isMeant: (told: ToldByFarEnd) => boolean): Promise<{ readonly at: number }> {
    const told = await this.#find(isMeant, PATIENCE_MS);
    if (told === null) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`);
    return told;
  }

  async #find(isMeant: (told: ToldByFarEnd) => boolean, withinMs: number): Promise<{ readonly at: number } | null> {
    const end = performance.now() + withinMs;
    for (;;) {
      const index = this.#told.findIndex(isMeant);
      const [told] = index === -1 ? [] : this.#told.splice(index, 1);
      if (told !== undefined && 'at' in told) return told;
      if (performance.now() > end) return null;
      await Promise.race([this.#news.promise, sleep(withinMs / 10)]);
    }
  }
}
