import type { Keystroke } from '../../main/contract/messages.ts';
import { MAX_SCAN_LENGTH } from '../../main/contract/scan.ts';
import type { ScannerConfig } from '../../main/contract/station-config.ts';
import { RAW_SILENCE_MS, type RawListener } from './raw-scan.ts';
import { Silence } from './silence.ts';
import type { ScannerEvents, ScannerSource } from './source.ts';
import { type OfficerKey, WedgeAssembler, type WedgeOutput } from './wedge.ts';

export type WedgeConfig = Extract<ScannerConfig, { kind: 'wedge' }>;

/** A scanner that types, sharing one keyboard with the officer: the window catches the keys and hands them in here. */
export type WedgeScanner = ScannerSource & {
  /** In the order typed. */
  keys(keys: readonly Keystroke[]): void;
};

const NAME = 'keyboard';
/** With the keys that hold Shift, Alt and the like, of which each character may have two. */
const MAX_KEYS = 4 * MAX_SCAN_LENGTH;

/**
 * `officer` gets what is no scan, in the order typed; `deciding`: whether one key of it would be a decision just now. Whether a
 * keyboard is plugged in cannot be known.
 */
export function wedgeScanner(
  config: WedgeConfig,
  officer: (key: OfficerKey) => void,
  deciding: () => boolean = () => false,
): WedgeScanner {
  const assembler = new WedgeAssembler(config.idleMs, config, deciding);
  let events: ScannerEvents | null = null;
  let listener: RawListener | null = null;
  /** Keys of a lesson's scan, until the keyboard falls silent. */
  let gathered: Keystroke[] = [];
  let scanned = false;
  /** This process's clock minus the window's. */
  let offset = 0;

  const give = (outputs: WedgeOutput[]) => {
    for (const { at, ...output } of outputs) {
      if (events === null) return;
      if (output.kind !== 'scan') {
        gathered = gathered.filter((key) => key.at > at);
        officer(output);
      } else if (listener === null) events.scan(output.content, at + offset);
      else scanned = true;
    }
  };
  const silence = new Silence(() => {
    give(assembler.tick(performance.now() - offset));
    waitForSilence();
  });
  const rawSilence = new Silence(() => {
    const keys = gathered;
    const isScan = scanned;
    forget();
    if (isScan) listener?.({ kind: 'keys', keys });
  });
  function forget(): void {
    rawSilence.until(null);
    gathered = [];
    scanned = false;
  }
  function waitForSilence(): void {
    const deadline = events === null ? null : assembler.nextDeadline();
    silence.until(deadline === null ? null : deadline + offset);
  }

  return {
    name: NAME,
    start(started) {
      events = started;
      events.state({ kind: 'wedge', name: NAME, state: 'ready', detail: null });
    },
    keys(keys) {
      const last = keys.at(-1);
      if (events === null || last === undefined) return;
      offset = performance.now() - last.at;
      if (listener !== null) {
        gathered.push(...keys.slice(0, MAX_KEYS - gathered.length));
        rawSilence.until(last.at + offset + RAW_SILENCE_MS);
      }
      for (const key of keys) give(assembler.key(key));
      waitForSilence();
    },
    tap(next) {
      forget();
      listener = next;
    },
    async stop() {
      events = null;
      silence.until(null);
      forget();
    },
  };
}
