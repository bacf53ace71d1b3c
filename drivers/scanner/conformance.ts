import { describe, expect, onTestFinished, test } from 'vitest';
import { ScanRecorder } from '../../fixtures/devices/scan-recorder.ts';
import type { ScannerSource } from './source.ts';

/** What a scanner source is tried with: the source, and the hand that scans. */
export type ScannerBench = {
  readonly source: ScannerSource;
  scan(text: string): Promise<void>;
  /** The beginning of a scan that stays without its end. */
  scanHalf(text: string): Promise<void>;
  /** Something that is no text, ended as a scan. */
  scanControl(): Promise<void>;
  remove(): Promise<void>;
};

/** Of a source that can know whether its device is there; it begins unplugged. */
export type CableBench = ScannerBench & {
  plug(): Promise<void>;
  unplug(): Promise<void>;
};

/** No two parts of it are equal: a wire may take an equal part for a repetition. */
function unrepeated(length: number): string {
  return Array.from({ length: Math.ceil(length / 5) }, (_, index) => String(index).padStart(5, '0'))
    .join('')
    .slice(0, length);
}

function tried<B extends ScannerBench>(bench: B): B {
  onTestFinished(async () => {
    await bench.source.stop();
    await bench.remove();
  });
  return bench;
}

/** Every scanner source behaves so, whatever it is wired by. `makeBench`: with the device in place. */
export function scannerConformance(name: string, makeBench: () => Promise<ScannerBench>): void {
  async function started(): Promise<{ bench: ScannerBench; recorder: ScanRecorder }> {
    const bench = tried(await makeBench());
    const recorder = new ScanRecorder();
    bench.source.start(recorder.events);
    await recorder.untilState('ready');
    return { bench, recorder };
  }

  describe(`${name} is a scanner source`, () => {
    test('gives each scan once, whole, in order, with the time of its end', async () => {
      const { bench, recorder } = await started();
      const before = performance.now();
      const texts = ['HC1:6BF', '012345678901|NGUYEN VAN A|01011990|1|Q|<1<<<', unrepeated(2000)];
      for (const text of texts) await bench.scan(text);
      await recorder.untilScans(texts.length);
      expect(recorder.contents).toEqual(texts.map((text) => ({ ok: true, text })));
      const times = [before, ...recorder.scans.map((scan) => scan.at), performance.now()];
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    test('a scan longer than any pass is told once, and the next one is read', async () => {
      const { bench, recorder } = await started();
      await bench.scan(unrepeated(20_000));
      await bench.scan('HC1:NEXT');
      await recorder.untilScans(2);
      expect(recorder.contents).toEqual([
        { ok: false, problem: 'too-long' },
        { ok: true, text: 'HC1:NEXT' },
      ]);
    });

    test('control characters are refused, and the next scan is read', async () => {
      const { bench, recorder } = await started();
      await bench.scanControl();
      await bench.scan('HC1:NEXT');
      await recorder.untilScans(2);
      expect(recorder.contents).toEqual([
        { ok: false, problem: 'control-characters' },
        { ok: true, text: 'HC1:NEXT' },
      ]);
    });

    test('after the stop nothing comes', async () => {
      const { bench, recorder } = await started();
      await bench.scanHalf('HC1:HALF');
      await bench.source.stop();
      const told = [recorder.scans.length, recorder.states.length];
      await bench.scan('HC1:LATE');
      expect([recorder.scans.length, recorder.states.length]).toEqual(told);
    });
  });
}

/** Besides, every source whose device can be unplugged. */
export function cableConformance(name: string, makeBench: () => CableBench): void {
  describe(`${name} can be unplugged`, () => {
    test('an unplug is told, half a scan is dropped, and the replugged device is read again', async () => {
      const bench = tried(makeBench());
      const recorder = new ScanRecorder();
      await bench.plug();
      bench.source.start(recorder.events);
      await recorder.untilState('ready');
      await bench.scanHalf('HC1:HALF');
      await bench.unplug();
      await recorder.untilState('missing');
      await bench.plug();
      await recorder.untilState('ready');
      await bench.scan('HC1:WHOLE');
      await recorder.untilScans(1);
      expect(recorder.contents).toEqual([{ ok: true, text: 'HC1:WHOLE' }]);
    });

    test('a device that is missing at the start is opened when it comes', async () => {
      const bench = tried(makeBench());
      const recorder = new ScanRecorder();
      bench.source.start(recorder.events);
      await recorder.untilState('missing');
      await bench.plug();
      await recorder.untilState('ready');
      await bench.scan('HC1:X');
      await recorder.untilScans(1);
      expect(recorder.states.map((state) => state.state)).toEqual(['connecting', 'missing', 'ready']);
    });
  });
}

/** Ways in which a text comes over the wire, by what they are called. */
export type Deliveries = Readonly<Record<string, (text: string) => Promise<void>>>;

export type DeliveryBench = ScannerBench & {
  /** Nothing is lost: slowly, in pieces, with repetitions that the wire makes. */
  readonly harmless: Deliveries;
  /** Something is lost or changed. */
  readonly damaging: Deliveries;
  /** Until nothing that comes is taken for the rest of a damaged scan. */
  settle?(): Promise<void>;
};

/** Besides, every source of which it is known how its wire may deliver. `makeBench`: with the device in place. */
export function deliveryConformance(name: string, makeBench: () => Promise<DeliveryBench>): void {
  const text = unrepeated(500);
  async function started(): Promise<{ bench: DeliveryBench; recorder: ScanRecorder }> {
    const bench = tried(await makeBench());
    const recorder = new ScanRecorder();
    bench.source.start(recorder.events);
    await recorder.untilState('ready');
    return { bench, recorder };
  }

  describe(`${name} has a wire of its own ways`, () => {
    test('whatever the harmless way, each scan is given once, whole', async () => {
      const { bench, recorder } = await started();
      for (const [index, deliver] of Object.values(bench.harmless).entries()) {
        await deliver(`${index}${text}`);
        await recorder.untilScans(index + 1);
      }
      await bench.scan('HC1:LAST');
      await recorder.untilScans(Object.keys(bench.harmless).length + 1);
      const texts = [...Object.keys(bench.harmless).map((_way, index) => `${index}${text}`), 'HC1:LAST'];
      expect(recorder.contents).toEqual(texts.map((each) => ({ ok: true, text: each })));
    });

    test('whatever the damage, it is told once as what it is, never read as a text, and the next scan is read', async () => {
      const { bench, recorder } = await started();
      let told = 0;
      for (const [way, deliver] of Object.entries(bench.damaging)) {
        await deliver(text);
        await recorder.untilScans(++told);
        expect(recorder.contents.at(-1), way).toMatchObject({ ok: false });
        await bench.settle?.();
        await bench.scan(`HC1:AFTER ${way}`);
        await recorder.untilScans(++told);
        expect(recorder.contents.at(-1)).toEqual({ ok: true, text: `HC1:AFTER ${way}` });
      }
      expect(recorder.scans).toHaveLength(told);
    });
  });
}
