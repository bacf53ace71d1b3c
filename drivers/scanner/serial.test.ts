import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PTY_MISSING, PtyDevice } from '../../fixtures/devices/pty-device.ts';
import { FakeSerialScanner } from '../../fixtures/devices/serial-scanner.ts';
import { Ear, type ScannerBench, scannerConformance } from './conformance.ts';
import { serialScanner } from './serial.ts';

if (PTY_MISSING !== null) console.warn(`skipped, the serial scanner was not tried: ${PTY_MISSING}`);

const PASS =
  'HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI1RM8ZA.A5:S9MKN4NN3F85QNCY0O%0VZ001HOC9JU0D0HT0HB2PL/IB*09B9LW4T*8+DCMH0LDK2%K:XFE70*LP$V25$0Q:J:4MO1P0%0L0HD+9E/HY+4J6TH48S%4K.GJ2PT3QY:GQ3TE2I+-CPHN6D7LLK*2HG%89UV-0LZ 2ZJJ524-LH/CJTK96L6SR9MU9DHGZ%P WUQRENS431T1XCNCF+47AY0-IFO0500TGPN8F5G.41Q2E4T8ALW.INSV$ 07UV5SR+BNQHNML7 /KD3TU 4V*CAT3ZGLQMI/XI%ZJNSBBXK2:UG%UJMI:TU+MMPZ5$/PMX19UE:-PSR3/$NU44CBE6DQ3D7B0FBOFX0DV2DGMB$YPF62I$60/F$Z2I6IFX21XNI-LM%3/DF/U6Z9FEOJVRLVW6K$UG+BKK57:1+D10%4K83F+1VWD1NE';

describe.skipIf(PTY_MISSING !== null)('on pseudo-terminals', { timeout: 60_000 }, () => {
  scannerConformance('a serial scanner', async (): Promise<ScannerBench> => {
    const fake = new FakeSerialScanner();
    return {
      source: serialScanner({ kind: 'serial', path: fake.device.path, baud: 9600, idleMs: 50 }),
      plug: () => fake.device.plug(),
      unplug: () => fake.device.unplug(),
      scan: (text) => fake.scan(text),
      scanHalf: (text) => fake.send(Buffer.from(text)),
      scanControl: () => fake.scan('HC1:\x1b[2J'),
      remove: () => fake.device.remove(),
    };
  });

  async function plugged(fake: FakeSerialScanner): Promise<Ear> {
    const source = serialScanner({ kind: 'serial', path: fake.device.path, baud: 115_200, idleMs: 50 });
    onTestFinished(async () => {
      await source.stop();
      await fake.device.remove();
    });
    await fake.device.plug();
    const ear = new Ear();
    source.start(ear.events);
    await ear.untilState('ready');
    return ear;
  }

  for (const terminator of ['\r', '\n', '\r\n', '\x03', ''] as const) {
    test(`a scanner that ends its scans by ${JSON.stringify(terminator)}`, async () => {
      const fake = new FakeSerialScanner(terminator);
      const ear = await plugged(fake);
      await fake.scan(PASS);
      await ear.until(() => ear.scans.length === 1);
      await fake.scan(PASS.slice(0, 20), { chunk: 1, pauseMs: 1 });
      await ear.until(() => ear.scans.length === 2);
      expect(ear.contents).toEqual([
        { ok: true, text: PASS },
        { ok: true, text: PASS.slice(0, 20) },
      ]);
    });
  }

  test('scans back to back, and one that stutters longer than the silence that ends scans without terminator', async () => {
    const fake = new FakeSerialScanner('\r\n');
    const ear = await plugged(fake);
    await fake.send(Buffer.from('one\r\ntwo\r\nthree\r\n'));
    await ear.until(() => ear.scans.length === 3);
    await fake.scan('stutter', { chunk: 4, pauseMs: 120 });
    await ear.until(() => ear.scans.length === 4);
    expect(ear.contents.map((content) => content.ok && content.text)).toEqual(['one', 'two', 'three', 'stutter']);
  });

  test('a busy process does not cut the scan of a scanner without terminator in two', async () => {
    const fake = new FakeSerialScanner('');
    const ear = await plugged(fake);
    await fake.send(Buffer.from('first '));
    await sleep(15);
    await fake.send(Buffer.from('second'));
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    await ear.until(() => ear.scans.length === 1);
    expect(ear.contents).toEqual([{ ok: true, text: 'first second' }]);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    const fake = new FakeSerialScanner();
    const ear = await plugged(fake);
    await fake.scan(Uint8Array.from([0x48, 0x43, 0x31, 0xff]));
    await ear.until(() => ear.scans.length === 1);
    expect(ear.contents).toEqual([{ ok: false, problem: 'not-utf8' }]);
  });

  test('a device that another program holds is told busy, and opened when it is free', async () => {
    const device = new PtyDevice();
    await device.plug();
    const config = { kind: 'serial', path: device.path, baud: 9600, idleMs: 50 } as const;
    const holder = serialScanner(config);
    const second = serialScanner(config);
    onTestFinished(async () => {
      await holder.stop();
      await second.stop();
      await device.remove();
    });
    const [first, ear] = [new Ear(), new Ear()];
    holder.start(first.events);
    await first.untilState('ready');
    second.start(ear.events);
    await ear.untilState('busy');
    await holder.stop();
    await ear.untilState('ready');
    device.write('HC1:MINE\r');
    await ear.until(() => ear.scans.length === 1);
    expect(first.scans).toEqual([]);
  });
});
