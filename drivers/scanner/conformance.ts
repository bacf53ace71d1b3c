import { describe, expect, onTestFinished, test } from 'vitest';
import type { DeviceState } from '../../main/contract/messages.ts';
import type { ScanContent } from '../../main/contract/scan.ts';
import type { ScannerSource } from './source.ts';

/** What a scanner source is tried with: a source and the hand that scans, unplugs and plugs. */
export type ScannerBench = {
  readonly source: ScannerSource;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  scan(text: string): Promise<void>;
  /** The beginning of a scan that stays without its end. */
  scanHalf(text: string): Promise<void>;
  /** Bytes or keys that are no text, ended as a scan. */
  scanControl(): Promise<void>;
  remove(): Promise<void>;
};

export type Heard = { readonly content: ScanContent; readonly at: number };

/** Records what a source tells; waits without bound, the test's own time-out is the bound. */
export class Ear {
  readonly scans: Heard[] = [];
  readonly states: DeviceState[] = [];
  #wake = Promise.withResolvers<void>();

  readonly events = {
    scan: (content: ScanContent, at: number) => {
      this.scans.push({ content, at });
      this.#ring();
    },
    state: (state: DeviceState) => {
      this.states.push(state);
      this.#ring();
    },
  };

  get contents(): ScanContent[] {
    return this.scans.map((heard) => heard.content);
  }

  async until(true_: () => boolean): Promise<void> {
    while (!true_()) await this.#wake.promise;
  }

  async untilState(state: DeviceState['state']): Promise<void> {
    await this.until(() => this.states.at(-1)?.state === state);
  }

  #ring(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** Every scanner source behaves so, whatever it is wired by. */
export function scannerConformance(name: string, makeBench: () => Promise<ScannerBench>): void {
  async function started(): Promise<{ bench: ScannerBench; ear: Ear }> {
    const bench = await makeBench();
    onTestFinished(async () => {
      await bench.source.stop();
      await bench.remove();
    });
    const ear = new Ear();
    await bench.plug();
    bench.source.start(ear.events);
    await ear.untilState('ready');
    return { bench, ear };
  }

  describe(`${name} is a scanner source`, () => {
    test('gives each scan once, whole, in order, with the time of its end', async () => {
      const { bench, ear } = await started();
      const before = performance.now();
      const texts = ['HC1:6BF', '012345678901|NGUYEN VAN A|01011990|1|Q|<1<<<', 'x'.repeat(2000)];
      for (const text of texts) await bench.scan(text);
      await ear.until(() => ear.scans.length >= texts.length);
      expect(ear.contents).toEqual(texts.map((text) => ({ ok: true, text })));
      const times = [before, ...ear.scans.map((heard) => heard.at), performance.now()];
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    test('a scan longer than any pass is told once, and the next one is read', async () => {
      const { bench, ear } = await started();
      await bench.scan('x'.repeat(20_000));
      await bench.scan('HC1:NEXT');
      await ear.until(() => ear.scans.length >= 2);
      expect(ear.contents).toEqual([
        { ok: false, problem: 'too-long' },
        { ok: true, text: 'HC1:NEXT' },
      ]);
    });

    test('control characters are refused, and the next scan is read', async () => {
      const { bench, ear } = await started();
      await bench.scanControl();
      await bench.scan('HC1:NEXT');
      await ear.until(() => ear.scans.length >= 2);
      expect(ear.contents).toEqual([
        { ok: false, problem: 'control-characters' },
        { ok: true, text: 'HC1:NEXT' },
      ]);
    });

    test('an unplug is told, half a scan is dropped, and the replugged device is read again', async () => {
      const { bench, ear } = await started();
      await bench.scanHalf('HC1:HALF');
      await bench.unplug();
      await ear.untilState('missing');
      await bench.plug();
      await ear.untilState('ready');
      await bench.scan('HC1:WHOLE');
      await ear.until(() => ear.scans.length >= 1);
      expect(ear.contents).toEqual([{ ok: true, text: 'HC1:WHOLE' }]);
    });

    test('a device that is missing at the start is opened when it comes', async () => {
      const bench = await makeBench();
      onTestFinished(async () => {
        await bench.source.stop();
        await bench.remove();
      });
      const ear = new Ear();
      bench.source.start(ear.events);
      await ear.untilState('missing');
      await bench.plug();
      await ear.untilState('ready');
      await bench.scan('HC1:X');
      await ear.until(() => ear.scans.length === 1);
      expect(ear.states.map((state) => state.state)).toEqual(['connecting', 'missing', 'ready']);
    });

    test('after the stop nothing comes', async () => {
      const { bench, ear } = await started();
      await bench.scanHalf('HC1:HALF');
      await bench.source.stop();
      const told = [ear.scans.length, ear.states.length];
      await bench.scan('HC1:LATE');
      await bench.unplug();
      expect([ear.scans.length, ear.states.length]).toEqual(told);
    });
  });
}
