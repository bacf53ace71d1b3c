import type { Keystroke } from '../../main/contract/messages.ts';
import type { ScannerConfig } from '../../main/contract/station-config.ts';
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

/** `officer` gets what is no scan, in the order typed. Whether a keyboard is plugged in cannot be known. */
export function wedgeScanner(config: WedgeConfig, officer: (key: OfficerKey) => void): WedgeScanner {
  const assembler = new WedgeAssembler(config.idleMs);
  let events: ScannerEvents | null = null;
  /** This process's clock minus the window's. */
  let offset = 0;

  const give = (outputs: WedgeOutput[]) => {
    for (const { at, ...output } of outputs) {
      if (events === null) return;
      if (output.kind === 'scan') events.scan(output.content, at + offset);
      else officer(output);
    }
  };
  const silence = new Silence(() => {
    give(assembler.tick(performance.now() - offset));
    waitForSilence();
  });
  function waitForSilence(): void {
    const deadline = events === null ? null : assembler.nextDeadline();
    silence.until(deadline === null ? null : deadline + offset);
  }

  return {
    name: NAME,
    start(listener) {
      events = listener;
      events.state({ kind: 'wedge', name: NAME, state: 'ready', detail: null });
    },
    keys(keys) {
      const last = keys.at(-1);
      if (events === null || last === undefined) return;
      offset = performance.now() - last.at;
      for (const key of keys) give(assembler.key(key));
      waitForSilence();
    },
    async stop() {
      events = null;
      silence.until(null);
    },
  };
}
