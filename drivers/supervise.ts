import type { DeviceCause } from '../main/contract/messages.ts';

/**
 * Keeps one device open. A pure machine: what happened is the input, what to do is the answer; it opens, asks, waits and
 * closes nothing itself (device-link.ts does).
 *
 *     start → opening ⇄ waiting          opening → open → closing → waiting          any → stopping → stopped
 *
 * An open device is asked about now and then, since not every system tells that it went away, and a name may come to
 * mean another device than the one that is open.
 */
export type OpenProblem =
  | 'missing'
  | 'busy'
  | 'permission'
  | 'fault'
  | Exclude<DeviceCause, 'port-permission' | 'hid-permission'>;

export type SupervisorState =
  | { readonly name: 'idle' }
  | { readonly name: 'opening'; readonly failures: number }
  /** `misses`: how often in a row the device was not where it was opened; `asking`: whether that is being looked at. */
  | { readonly name: 'open'; readonly failures: number; readonly misses: number; readonly asking: boolean }
  | { readonly name: 'closing'; readonly failures: number }
  | { readonly name: 'waiting'; readonly failures: number }
  /** Stopped while an open or a close was under way: what an open yields is closed. */
  | { readonly name: 'stopping'; readonly opening: boolean }
  | { readonly name: 'stopped' };

export type SupervisorInput =
  | { readonly type: 'start' }
  | { readonly type: 'opened' }
  | { readonly type: 'failed'; readonly problem: OpenProblem; readonly detail: string }
  | { readonly type: 'data' }
  /** The device says, or its system, that it went away. */
  | { readonly type: 'closed'; readonly detail: string }
  /** What a probe found. */
  | { readonly type: 'probed'; readonly there: boolean }
  /** The close that was asked for is over. */
  | { readonly type: 'released' }
  | { readonly type: 'timeout' }
  | { readonly type: 'stop' };

export type SupervisorEffect =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  /** Look whether the open device is still the one that its name means. */
  | { readonly type: 'probe' }
  /** A `timeout` is due after so many milliseconds; replaces the one before. Null: none is due. */
  | { readonly type: 'wait'; readonly ms: number | null }
  | { readonly type: 'tell'; readonly state: 'connecting' | 'ready' }
  | { readonly type: 'tell'; readonly state: OpenProblem; readonly detail: string }
  | { readonly type: 'ended' };

export type SupervisorStep = { readonly state: SupervisorState; readonly effects: readonly SupervisorEffect[] };

const BACKOFF_MS = [100, 200, 400] as const;
/** With the waits below short enough that a device that is back is open again within 2 s (supervise.test.ts). */
export const LONGEST_BACKOFF_MS = 800;
/** Longer than any open that works; the slowest asks several boards for their serial. */
export const OPEN_MS = 3000;
/** A close may wait half a minute for a device that takes no bytes: the next open does not. */
export const CLOSE_MS = 300;
export const PROBE_MS = 400;
/** Names are replaced while the system's device manager is at work: once missed proves nothing. */
export const PROBE_AGAIN_MS = 100;
const MISSES = 2;
/** The station ends, whatever the device does. */
export const STOP_MS = 2000;

export const SUPERVISOR_IDLE: SupervisorState = { name: 'idle' };

export function supervise(state: SupervisorState, input: SupervisorInput): SupervisorStep {
  if (input.type === 'stop') return stop(state);
  switch (state.name) {
    case 'idle':
      if (input.type !== 'start') break;
      return open(0, { type: 'tell', state: 'connecting' });
    case 'opening':
      if (input.type === 'opened') {
        const next: SupervisorState = { name: 'open', failures: state.failures, misses: 0, asking: false };
        return to(next, { type: 'tell', state: 'ready' }, { type: 'wait', ms: PROBE_MS });
      }
      if (input.type === 'failed') {
        return wait(state.failures, { type: 'tell', state: input.problem, detail: input.detail });
      }
      if (input.type !== 'timeout') break;
      // No second open beside it: that would hang as well, and take another of the few threads.
      return to(state, { type: 'tell', state: 'fault', detail: 'the system takes long to open it' });
    case 'open':
      return whileOpen(state, input);
    case 'closing':
      if (input.type === 'released' || input.type === 'timeout') return wait(state.failures);
      break;
    case 'waiting':
      if (input.type !== 'timeout') break;
      return open(state.failures);
    case 'stopping':
      if (input.type === 'opened') return to({ name: 'stopped' }, { type: 'close' }, ...ENDED);
      if (input.type === 'failed' && state.opening) return to({ name: 'stopped' }, ...ENDED);
      if (input.type === 'released' || input.type === 'timeout') return to({ name: 'stopped' }, ...ENDED);
      break;
    case 'stopped':
      // The open that the stop did not wait for.
      if (input.type === 'opened') return to(state, { type: 'close' });
      break;
  }
  return to(state);
}

const ENDED: readonly SupervisorEffect[] = [{ type: 'wait', ms: null }, { type: 'ended' }];

function whileOpen(state: Extract<SupervisorState, { name: 'open' }>, input: SupervisorInput): SupervisorStep {
  switch (input.type) {
    case 'data':
      // One that opens and closes at once must not be opened in a tight loop: only what it does proves it good.
      return to(state.failures === 0 ? state : { ...state, failures: 0 });
    case 'closed':
      return close(state.failures, input.detail);
    case 'timeout':
      if (state.asking) return to(state, { type: 'wait', ms: PROBE_MS });
      return to({ ...state, asking: true }, { type: 'probe' }, { type: 'wait', ms: PROBE_MS });
    case 'probed':
      if (input.there) return to({ ...state, failures: 0, misses: 0, asking: false });
      if (state.misses + 1 >= MISSES) return close(state.failures, 'it is no longer where it was opened');
      return to({ ...state, misses: state.misses + 1, asking: false }, { type: 'wait', ms: PROBE_AGAIN_MS });
    default:
      return to(state);
  }
}

function stop(state: SupervisorState): SupervisorStep {
  switch (state.name) {
    case 'idle':
    case 'waiting':
      return to({ name: 'stopped' }, ...ENDED);
    case 'opening':
      return to({ name: 'stopping', opening: true }, { type: 'wait', ms: STOP_MS });
    case 'open':
      return to({ name: 'stopping', opening: false }, { type: 'close' }, { type: 'wait', ms: STOP_MS });
    case 'closing':
      return to({ name: 'stopping', opening: false }, { type: 'wait', ms: STOP_MS });
    case 'stopping':
    case 'stopped':
      return to(state);
  }
}

function open(failures: number, ...first: SupervisorEffect[]): SupervisorStep {
  return to({ name: 'opening', failures }, ...first, { type: 'open' }, { type: 'wait', ms: OPEN_MS });
}

function close(failures: number, detail: string): SupervisorStep {
  const tell: SupervisorEffect = { type: 'tell', state: 'missing', detail };
  return to({ name: 'closing', failures }, tell, { type: 'close' }, { type: 'wait', ms: CLOSE_MS });
}

function wait(failures: number, ...first: SupervisorEffect[]): SupervisorStep {
  const ms = BACKOFF_MS[failures] ?? LONGEST_BACKOFF_MS;
  return to({ name: 'waiting', failures: failures + 1 }, ...first, { type: 'wait', ms });
}

function to(state: SupervisorState, ...effects: SupervisorEffect[]): SupervisorStep {
  return { state, effects };
}
