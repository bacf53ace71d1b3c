import { performance } from 'node:perf_hooks';
import type { Link } from '../contract/bridge.ts';
import type { Keystroke } from '../contract/messages.ts';
import type { StartStation, StationHost } from './station-host.ts';
import { type Effect, type Input, initialSupervisor, step } from './supervisor.ts';

export type SuperviseOptions = {
  readonly startStation: StartStation;
  /** A new channel: one end to this host, the other to the window. */
  readonly connect: (host: StationHost) => void;
  readonly tell: (link: Link) => void;
  readonly quit: () => void;
};

export type Supervision = {
  readonly pageLoaded: () => void;
  readonly pageGone: () => void;
  readonly quit: () => void;
  /** Keys of the window; while the station is not up they are dropped: nobody scans into a dark screen. */
  readonly keys: (keys: readonly Keystroke[]) => void;
};

/** Does what the supervisor says, with real processes and a real clock. */
export function supervise(options: SuperviseOptions): Supervision {
  let state = initialSupervisor();
  let host: StationHost | null = null;
  let timer: NodeJS.Timeout | undefined;

  function take(input: Input): void {
    const next = step(state, input, performance.now());
    state = next.state;
    clearTimeout(timer);
    if (state.dueAt !== null)
      timer = setTimeout(() => take({ type: 'alarm' }), Math.max(0, Math.ceil(state.dueAt - performance.now())));
    for (const effect of next.effects) act(effect);
  }

  function act(effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        host = options.startStation({
          said: (message) => take({ type: 'said', run: effect.run, message }),
          exited: (how) => take({ type: 'exited', run: effect.run, how }),
        });
        return;
      case 'connect':
        if (host !== null) options.connect(host);
        return;
      case 'ping':
        host?.post({ type: 'ping', n: effect.n });
        return;
      case 'ask-to-stop':
        host?.post({ type: 'shutdown' });
        return;
      case 'kill':
        host?.kill();
        return;
      case 'tell':
        options.tell(effect.link);
        return;
      case 'quit':
        options.quit();
        return;
    }
  }

  take({ type: 'begin' });
  return {
    pageLoaded: () => take({ type: 'page-loaded' }),
    pageGone: () => take({ type: 'page-gone' }),
    quit: () => take({ type: 'quit' }),
    keys: (keys) => {
      if (state.phase === 'up') host?.post({ type: 'keys', keys: [...keys] });
    },
  };
}
