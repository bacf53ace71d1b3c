import type { DeviceState } from '../../main/contract/messages.ts';
import type { ScannerConfig } from '../../main/contract/station-config.ts';
import { deviceStateTeller } from '../device-state.ts';
import { SerialLink } from '../serial-link.ts';
import { type OpenSerial, openSerialPort } from '../serial-port.ts';
import { contentOfBytes } from './content.ts';
import { type Frame, Framer } from './framing.ts';
import { Silence } from './silence.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';

export type SerialScannerConfig = Extract<ScannerConfig, { kind: 'serial' }>;

/** A scanner on a serial port or a USB one that shows itself as such (CDC, FTDI, CH340 …). */
export function serialScanner(config: SerialScannerConfig, open: OpenSerial = openSerialPort): ScannerSource {
  const framer = new Framer(config.idleMs);
  let link: SerialLink | null = null;
  let silence: Silence | null = null;

  function start(events: ScannerEvents): void {
    if (link !== null) throw new Error('this scanner was started before');
    const give = (frames: Frame[]) => {
      for (const frame of frames) {
        const content =
          frame.kind === 'bytes' ? contentOfBytes(frame.bytes, config) : ({ ok: false, problem: 'too-long' } as const);
        events.scan(content, frame.at);
      }
    };
    const tell = deviceStateTeller('serial', config.path, (state: DeviceState) => events.state(state));
    silence = new Silence(() => {
      give(framer.tick(performance.now()));
      silence?.until(framer.nextDeadline());
    });
    link = new SerialLink({ path: config.path, baud: config.baud }, open, {
      opened() {},
      data(bytes, at) {
        give(framer.push(bytes, at));
        silence?.until(framer.nextDeadline());
      },
      lost() {
        framer.reset();
        silence?.until(null);
      },
      state: tell,
    });
    link.start();
  }

  async function stop(): Promise<void> {
    silence?.until(null);
    await link?.stop();
  }

  return { name: config.path, start, stop };
}
