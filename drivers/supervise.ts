import type { DeviceCause } from '../main/contract/messages.ts';

/**
 * Keeps one device open. A pure machine: what happened is the input, what to do is the answer; it opens, waits and
 * closes nothing itself (serial-link.ts does).
 *
 *     start → opening ⇄ waiting          opening → open → waiting          any → stopping → stopped
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
  | { readonly name: 'open'; readonly failures: number }
  | { readonly name: 'waiting'; readonly failures: number }
  /** Stopped while an open was under way: what it yields is closed. */
  | { readonly name: 'stopping' }
  | { readonly name: 'stopped' };

export type SupervisorInput =
  | { readonly type: 'start' }
  | { readonly type: 'opened' }
  | { readonly type: 'failed'; readonly problem: OpenProblem; readonly detail: string }
  | { readonly type: 'data' }
  | { readonly type: 'closed'; readonly detail: string }
  | { readonly type: 'timeout' }
  | { readonly type: 'stop' };

export type SupervisorEffect =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  /** A `timeout` is due after so many milliseconds. */
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'cancel-wait' }
  | { readonly type: 'tell'; readonly state: 'connecting' | 'ready' }
  | { readonly type: 'tell'; readonly state: OpenProblem; readonly detail: string }
  | { readonly type: 'ended' };

export type SupervisorStep = { readonly state: SupervisorState; readonly effects: readonly SupervisorEffect[] };

const BACKOFF_MS = [100, 200, 400, 800] as const;
/** A device that comes back is open again within this and the time of one open. */
export const LONGEST_BACKOFF_MS = 1000;

export const SUPERVISOR_IDLE: SupervisorState = { name: 'idle' };

export function supervise(state: SupervisorState, input: SupervisorInput): SupervisorStep {
  if (input.type === 'stop') return stop(state);
  switch (state.name) {
    case 'idle':
      if (input.type !== 'start') break;
      return to({ name: 'opening', failures: 0 }, { type: 'tell', state: 'connecting' }, { type: 'open' });
    case 'opening':
      if (input.type === 'opened') {
        return to({ name: 'open', failures: state.failures }, { type: 'tell', state: 'ready' });
      }
      if (input.type !== 'failed') break;
      return retry(state.failures, { type: 'tell', state: input.problem, detail: input.detail });
    case 'open':
      // Only bytes prove a device good: one that opens and closes at once must not be opened in a tight loop.
      if (input.type === 'data' && state.failures > 0) return to({ name: 'open', failures: 0 });
      if (input.type !== 'closed') break;
      return retry(state.failures, { type: 'tell', state: 'missing', detail: input.detail });
    case 'waiting':
      if (input.type !== 'timeout') break;
      return to({ name: 'opening', failures: state.failures }, { type: 'open' });
    case 'stopping':
      if (input.type === 'opened') return to({ name: 'stopped' }, { type: 'close' }, { type: 'ended' });
      if (input.type === 'failed') return to({ name: 'stopped' }, { type: 'ended' });
      break;
    case 'stopped':
      break;
  }
  return to(state);
}

function stop(state: SupervisorState): SupervisorStep {
  switch (state.name) {
    case 'idle':
      return to({ name: 'stopped' }, { type: 'ended' });
    case 'opening':
      return to({ name: 'stopping' });
    case 'open':
      return to({ name: 'stopped' }, { type: 'close' }, { type: 'ended' });
    case 'waiting':
      return to({ name: 'stopped' }, { type: 'cancel-wait' }, { type: 'ended' });
    case 'stopping':
    case 'stopped':
      return to(state);
  }
}

function retry(failures: number, tell: SupervisorEffect): SupervisorStep {
  const ms = BACKOFF_MS[failures] ?? LONGEST_BACKOFF_MS;
  return to({ name: 'waiting', failures: failures + 1 }, tell, { type: 'wait', ms });
}

function to(state: SupervisorState, ...effects: SupervisorEffect[]): SupervisorStep {
  return { state, effects };
}
