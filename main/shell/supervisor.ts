import type { Link } from '../contract/bridge.ts';
import type { ToShell } from '../contract/messages.ts';

/**
 * When the station's process is started, watched, killed and started again, and what the window is told meanwhile. Pure:
 * the passing of time is an input (monotonic milliseconds). A hung process gives no event, only unanswered pings.
 */
export const PING_EVERY_MS = 500;
/** 2 s of silence: counted in pings and not in time, so that a shell which itself was blocked blames nobody. */
export const MISSED_PINGS = 4;
/** A start may replay a journal; longer than this without `ready` is a hung start. */
export const START_LIMIT_MS = 30_000;
/** A station that said why it cannot run is tried again, for an officer who mends it meanwhile. */
export const OUTAGE_RETRY_MS = 5_000;
/** Served so long, a station that dies is not dying again and again. */
export const STABLE_MS = 3_000;
const STOP_LIMIT_MS = 5_000;
const KILL_AGAIN_MS = 1_000;
const FIRST_BACK_OFF_MS = 200;
/** A station that can get ready is back within 2 s however often it is killed. */
const BACK_OFF_LIMIT_MS = { served: 600, neverReady: 10_000 } as const;

export type Input =
  | { readonly type: 'begin' | 'alarm' | 'page-loaded' | 'page-gone' | 'quit' }
  | { readonly type: 'said'; readonly run: number; readonly message: Exclude<ToShell, { type: 'window' }> }
  | { readonly type: 'exited'; readonly run: number; readonly how: string };

export type Effect =
  | { readonly type: 'spawn'; readonly run: number }
  | { readonly type: 'kill' | 'ask-to-stop' | 'connect' | 'quit' }
  | { readonly type: 'ping'; readonly n: number }
  | { readonly type: 'tell'; readonly link: Link };

/** `dueAt`: when the next `alarm` is wanted, null for never. */
export type Supervisor = {
  readonly phase: 'idle' | 'starting' | 'up' | 'going' | 'waiting' | 'stopping' | 'stopped';
  readonly run: number;
  readonly dueAt: number | null;
  readonly link: Link;
  /** Pings sent, and those since the station last answered one. */
  readonly pings: number;
  readonly missed: number;
  readonly readyAt: number | null;
  readonly failures: number;
  /** The station said in this run why it cannot run. */
  readonly refused: boolean;
  /** A page is there that hears; before, it is told nothing, and all at once when it has loaded. */
  readonly hasPage: boolean;
};
export type Step = { readonly state: Supervisor; readonly effects: readonly Effect[] };

export function initialSupervisor(): Supervisor {
  const link = down('station-starting', '');
  const counts = { run: 0, pings: 0, missed: 0, failures: 0 };
  return { ...counts, phase: 'idle', dueAt: null, link, readyAt: null, refused: false, hasPage: false };
}

export function step(state: Supervisor, input: Input, now: number): Step {
  const next = decide(state, input, now);
  if (next.state.hasPage) return next;
  return { ...next, effects: next.effects.filter(({ type }) => type !== 'tell' && type !== 'connect') };
}

function decide(state: Supervisor, input: Input, now: number): Step {
  switch (input.type) {
    case 'begin':
      return state.phase === 'idle' ? start(state, now) : stay(state);
    case 'page-loaded':
      return {
        state: { ...state, hasPage: true },
        effects: [...(state.phase === 'up' ? [CONNECT] : []), { type: 'tell', link: state.link }],
      };
    case 'page-gone':
      return stay({ ...state, hasPage: false });
    case 'quit':
      return quit(state, now);
    case 'said':
      return input.run === state.run ? said(state, input.message, now) : stay(state);
    case 'exited':
      return input.run === state.run ? exited(state, input.how, now) : stay(state);
    case 'alarm':
      return state.dueAt !== null && now >= state.dueAt ? alarm(state, now) : stay(state);
  }
}

const CONNECT: Effect = { type: 'connect' };

function start(state: Supervisor, now: number): Step {
  const run = state.run + 1;
  return {
    state: { ...state, phase: 'starting', run, dueAt: now + START_LIMIT_MS, readyAt: null, missed: 0, refused: false },
    effects: [{ type: 'spawn', run }],
  };
}

function said(state: Supervisor, message: Exclude<ToShell, { type: 'window' }>, now: number): Step {
  if (message.type === 'pong') {
    // One that was overtaken by the next ping counts too: a busy shell sends before it hears.
    const since = state.pings - message.n;
    return stay(since < 0 ? state : { ...state, missed: Math.min(state.missed, since) });
  }
  if (message.type === 'ready') {
    if (state.phase !== 'starting') return stay(state);
    const up = { ...state, phase: 'up', dueAt: now + PING_EVERY_MS, readyAt: now } as const;
    const link: Link = { type: 'link', up: true };
    // The port first: whoever hears that the link is up may use it.
    return { state: { ...up, link }, effects: [CONNECT, { type: 'tell', link }] };
  }
  if (state.phase !== 'starting' && state.phase !== 'up') return stay(state);
  const going = { ...state, phase: 'going', refused: true, dueAt: now + KILL_AGAIN_MS } as const;
  return tell(going, down(message.outage, message.detail));
}

function exited(state: Supervisor, how: string, now: number): Step {
  if (state.phase === 'stopping') return { state: { ...state, phase: 'stopped', dueAt: null }, effects: [QUIT] };
  if (state.phase === 'waiting' || state.phase === 'stopped' || state.phase === 'idle') return stay(state);
  if (state.refused) return stay({ ...state, phase: 'waiting', failures: 0, dueAt: now + OUTAGE_RETRY_MS });

  const served = state.readyAt !== null;
  const failures = served && now - (state.readyAt ?? now) >= STABLE_MS ? 0 : state.failures;
  const limit = served ? BACK_OFF_LIMIT_MS.served : BACK_OFF_LIMIT_MS.neverReady;
  const wait = failures === 0 ? 0 : Math.min(limit, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10));
  const waiting = { ...state, phase: 'waiting', failures: failures + 1, dueAt: now + wait } as const;
  const hung = state.phase === 'going';
  return hung ? stay(waiting) : tell(waiting, down('station-down', how));
}

function alarm(state: Supervisor, now: number): Step {
  switch (state.phase) {
    case 'waiting':
      return start(state, now);
    case 'starting':
      return hung(state, `no answer ${START_LIMIT_MS / 1000} s after the start`, now);
    case 'up': {
      if (state.missed >= MISSED_PINGS) {
        return hung(state, `no answer for ${(MISSED_PINGS * PING_EVERY_MS) / 1000} s`, now);
      }
      const n = state.pings + 1;
      return {
        state: { ...state, pings: n, missed: state.missed + 1, dueAt: now + PING_EVERY_MS },
        effects: [{ type: 'ping', n }],
      };
    }
    case 'going':
    case 'stopping':
      return { state: { ...state, dueAt: now + KILL_AGAIN_MS }, effects: [KILL] };
    case 'idle':
    case 'stopped':
      return stay({ ...state, dueAt: null });
  }
}

const KILL: Effect = { type: 'kill' };
const QUIT: Effect = { type: 'quit' };

function hung(state: Supervisor, detail: string, now: number): Step {
  const told = tell({ ...state, phase: 'going', dueAt: now + KILL_AGAIN_MS }, down('station-hung', detail));
  return { state: told.state, effects: [...told.effects, KILL] };
}

function quit(state: Supervisor, now: number): Step {
  if (state.phase === 'stopping') return stay(state);
  if (state.phase === 'starting' || state.phase === 'up') {
    const told = tell({ ...state, phase: 'stopping', dueAt: now + STOP_LIMIT_MS }, down('station-down', 'quitting'));
    return { state: told.state, effects: [...told.effects, { type: 'ask-to-stop' }] };
  }
  if (state.phase === 'going') return { state: { ...state, phase: 'stopping', dueAt: now }, effects: [] };
  return { state: { ...state, phase: 'stopped', dueAt: null }, effects: [QUIT] };
}

function tell(state: Supervisor, link: Link): Step {
  return { state: { ...state, link }, effects: [{ type: 'tell', link }] };
}

function stay(state: Supervisor): Step {
  return { state, effects: [] };
}

function down(outage: Extract<Link, { up: false }>['outage'], detail: string): Link {
  return { type: 'link', up: false, outage, detail: detail.slice(0, 500) };
}
