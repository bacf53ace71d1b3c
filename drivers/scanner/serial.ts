import type { ScannerConfig } from '../../main/contract/station-config.ts';
import { deviceStateTeller } from '../device-state.ts';
import { SerialLink } from '../serial-link.ts';
import { type OpenSerial, openSerialPort } from '../serial-port.ts';
import { contentOfBytes } from './content.ts';
import { type Frame, Framer } from './framing.ts';
import { RawPieces } from './raw-pieces.ts';
import type { RawListener } from './raw-scan.ts';
import { Reopened } from './reopened.ts';
import { Silence } from './silence.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';

export type SerialScannerConfig = Extract<ScannerConfig, { kind: 'serial' }>;

/** A scanner on a serial port or a USB one that shows itself as such (CDC, FTDI, CH340 …). */
export function serialScanner(config: SerialScannerConfig, open: OpenSerial = openSerialPort): ScannerSource {
  const framer = new Framer(config.idleMs);
  const links = new Reopened();
  let started: ScannerEvents | null = null;
  let listener: RawListener | null = null;
  let { baud } = config;
  const raw = new RawPieces((pieces) => listener?.({ kind: 'bytes', baud, pieces }));
  const silence = new Silence(() => {
    give(framer.tick(performance.now()));
    silence.until(framer.nextDeadline());
  });

  function give(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const content =
        frame.kind === 'bytes' ? contentOfBytes(frame.bytes, config) : ({ ok: false, problem: 'too-long' } as const);
      started?.scan(content, frame.at);
    }
  }

  function forget(): void {
    framer.reset();
    raw.reset();
    silence.until(null);
  }

  function openAt(events: ScannerEvents): void {
    const tell = deviceStateTeller('serial', config.path, (state) => events.state(state));
    links.open((current) => {
      return new SerialLink({ path: config.path, baud }, open, {
        opened() {},
        data(bytes, at) {
          if (!current()) return;
          if (listener !== null) {
            raw.push(bytes, at);
            return;
          }
          give(framer.push(bytes, at));
          silence.until(framer.nextDeadline());
        },
        lost() {
          if (current()) forget();
        },
        state(state, detail) {
          if (current()) tell(state, detail);
        },
      });
    });
  }

  return {
    name: config.path,
    start(events) {
      if (started !== null) throw new Error('this scanner was started before');
      started = events;
      openAt(events);
    },
    tap(next, at = config.baud) {
      forget();
      listener = next;
      if (at === baud) return;
      baud = at;
      if (started !== null) openAt(started);
    },
    async stop() {
      forget();
      await links.stop();
      forget();
    },
  };
}
