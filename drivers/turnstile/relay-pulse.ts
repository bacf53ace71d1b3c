import { err, ok, type Result } from '../../main/contract/result.ts';
import type { PulsePurpose, TurnstileProblem } from './turnstile.ts';

/**
 * One relay that opens a turnstile by a pulse, on a board that the PC must switch off itself. A pure machine, whatever
 * the board: what happened is the input, what to do is the answer.
 *
 *     absent → switching-off → checking → ready → switching-on → on → switching-off …
 *                    ↑ ← ← ← mending (told as fault) ← from any step that failed
 *
 * The relay counts as on from the moment that it is told to switch on until it is shown off: by the board's own word
 * where it answers, else by the write alone, and then `ready` says so. It is switched off first whenever the board appears. A pulse to let somebody
 * out is given while mending too: a board that answers no more may still obey, and a relay that is on keeps nobody in.
 */
export type PulseState =
  | { readonly name: 'absent'; readonly answers: Answers }
  | { readonly name: 'switching-off'; readonly answers: Answers; readonly waiting: boolean; readonly attempt: number }
  | { readonly name: 'checking'; readonly answers: Answers; readonly waiting: boolean; readonly attempt: number }
  | { readonly name: 'mending'; readonly answers: Answers; readonly attempt: number }
  | { readonly name: 'ready'; readonly answers: Answers }
  | { readonly name: 'switching-on'; readonly answers: Answers }
  | { readonly name: 'on'; readonly answers: Answers }
  | { readonly name: 'stopping'; readonly attempt: number }
  | { readonly name: 'stopped' };

/** Whether this board answers when asked for its state; learnt by asking, and by whatever it says later. */
type Answers = 'unknown' | 'yes' | 'no';

export type PulseInput =
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'pulse'; readonly purpose: PulsePurpose }
  /** The command before was taken by the system, or was not. */
  | { readonly type: 'written'; readonly ok: boolean }
  /** The board says so itself. */
  | { readonly type: 'status'; readonly on: boolean }
  /** Asked at rest, a board that always answers did not. */
  | { readonly type: 'silent' }
  | { readonly type: 'timeout' }
  | { readonly type: 'stop' };

export type PulseEffect =
  | { readonly type: 'switch'; readonly on: boolean }
  | { readonly type: 'ask' }
  /** A `timeout` is due after so many milliseconds; replaces the one before. Null: none is due. */
  | { readonly type: 'wait'; readonly ms: number | null }
  /** Answers the pulse that was asked for. */
  | { readonly type: 'answer'; readonly result: Result<void, TurnstileProblem> }
  /** `confirmed`: the board itself says that its relay is off. */
  | { readonly type: 'tell'; readonly state: 'ready'; readonly confirmed: boolean }
  | { readonly type: 'tell'; readonly state: 'fault'; readonly detail: string }
  /** Nothing more is to be done with the board: let it go. */
  | { readonly type: 'ended' };

export type PulseStep = { readonly state: PulseState; readonly effects: readonly PulseEffect[] };

export const PULSE_ABSENT: PulseState = { name: 'absent', answers: 'unknown' };

/** A write of four bytes that takes longer has failed. */
const WRITE_MS = 500;
const STATUS_MS = 300;
const MEND_MS = 200;
/** The first answer may be that from before the command (seen on real boards), or be lost. */
const STALE_ANSWERS = 1;
const STOP_ATTEMPTS = 3;

export function relayPulse(state: PulseState, input: PulseInput, pulseMs: number): PulseStep {
  if (state.name === 'stopped') {
    return input.type === 'pulse' ? to(state, answer('stopped')) : to(state);
  }
  if (input.type === 'stop') return stop(state);
  if (input.type === 'disconnected') return disconnected(state);
  if (input.type === 'pulse' && state.name !== 'ready') return pulseOutOfTurn(state, input.purpose);
  if (input.type === 'status' && 'answers' in state && state.answers !== 'yes') {
    return relayPulse({ ...state, answers: 'yes' }, input, pulseMs);
  }

  switch (state.name) {
    case 'absent':
      if (input.type !== 'connected') break;
      return switchOff({ answers: 'unknown', waiting: false, attempt: 0 });
    case 'switching-off':
      if (input.type === 'timeout' || (input.type === 'written' && !input.ok)) {
        return mend(state, 'the relay could not be switched off');
      }
      if (input.type !== 'written') break;
      if (state.answers === 'no') return off(state);
      return to({ ...state, name: 'checking' }, { type: 'ask' }, { type: 'wait', ms: STATUS_MS });
    case 'checking':
      if (input.type === 'status') {
        if (!input.on) return off(state);
        if (state.attempt >= STALE_ANSWERS) return mend(state, 'the relay does not switch off');
        return switchOff({ ...state, attempt: state.attempt + 1 });
      }
      if (input.type === 'written' && !input.ok) return mend(state, 'the board could not be asked');
      if (input.type !== 'timeout') break;
      if (state.answers === 'yes') return mend(state, 'the board answers no more');
      // One lost answer would leave every pulse of this board unconfirmed.
      if (state.attempt < STALE_ANSWERS) return switchOff({ ...state, attempt: state.attempt + 1 });
      return off({ ...state, answers: 'no' });
    case 'mending':
      if (input.type !== 'timeout') break;
      return switchOff({ ...state, waiting: false });
    case 'ready':
      if (input.type === 'silent') return mend({ ...state, ...RESTING }, 'the board answers no more');
      // Nobody asked for it: a button of the board, or another program.
      if (input.type === 'status' && input.on) return switchOff({ ...state, ...RESTING });
      if (input.type !== 'pulse') break;
      return switchOn(state.answers);
    case 'switching-on':
      if (input.type === 'timeout' || (input.type === 'written' && !input.ok)) {
        const detail = 'the relay could not be switched on';
        const step = switchOff({ ...state, ...RESTING });
        return to(step.state, answer('fault'), { type: 'tell', state: 'fault', detail }, ...step.effects);
      }
      if (input.type !== 'written') break;
      return to({ ...state, name: 'on' }, { type: 'answer', result: ok(undefined) }, { type: 'wait', ms: pulseMs });
    case 'on':
      if (input.type !== 'timeout') break;
      return switchOff({ ...state, ...RESTING });
    case 'stopping':
      if (input.type !== 'written' && input.type !== 'timeout') break;
      if ((input.type === 'written' && input.ok) || state.attempt >= STOP_ATTEMPTS) return ended();
      return lastSwitchOff(state.attempt + 1);
  }
  return to(state);
}

const RESTING = { waiting: false, attempt: 0 } as const;

type Known = { readonly answers: Answers; readonly waiting: boolean; readonly attempt: number };

function switchOff({ answers, waiting, attempt }: Known): PulseStep {
  return to(
    { name: 'switching-off', answers, waiting, attempt },
    { type: 'switch', on: false },
    { type: 'wait', ms: WRITE_MS },
  );
}

function switchOn(answers: Answers, ...first: PulseEffect[]): PulseStep {
  return to({ name: 'switching-on', answers }, ...first, { type: 'switch', on: true }, { type: 'wait', ms: WRITE_MS });
}

/** Off, as far as can be known: a pulse that was asked for meanwhile begins. */
function off({ answers, waiting }: Known): PulseStep {
  const ready: PulseEffect = { type: 'tell', state: 'ready', confirmed: answers === 'yes' };
  if (waiting) return switchOn(answers, ready);
  return to({ name: 'ready', answers }, ready, { type: 'wait', ms: null });
}

function mend({ answers, waiting, attempt }: Known, detail: string): PulseStep {
  return to(
    { name: 'mending', answers, attempt },
    ...(waiting ? [answer('fault')] : []),
    { type: 'tell', state: 'fault', detail },
    { type: 'wait', ms: MEND_MS },
  );
}

/** Between two pulses one more is kept for later, and only one: people come one by one. */
function pulseOutOfTurn(state: PulseState, purpose: PulsePurpose): PulseStep {
  switch (state.name) {
    case 'switching-off':
    case 'checking':
      return state.waiting ? to(state, answer('busy')) : to({ ...state, waiting: true });
    case 'absent':
      return to(state, answer('missing'));
    case 'mending':
      return purpose === 'let-out' ? switchOn(state.answers) : to(state, answer('fault'));
    case 'stopping':
      return to(state, answer('stopped'));
    default:
      return to(state, answer('busy'));
  }
}

function disconnected(state: PulseState): PulseStep {
  if (state.name === 'stopping') return ended();
  return to(PULSE_ABSENT, ...unanswered(state, 'missing'), { type: 'wait', ms: null });
}

function stop(state: PulseState): PulseStep {
  if (state.name === 'stopping') return to(state);
  if (state.name === 'absent') return ended();
  const step = lastSwitchOff(0);
  return to(step.state, ...unanswered(state, 'stopped'), ...step.effects);
}

function lastSwitchOff(attempt: number): PulseStep {
  return to({ name: 'stopping', attempt }, { type: 'switch', on: false }, { type: 'wait', ms: WRITE_MS });
}

function ended(): PulseStep {
  return to({ name: 'stopped' }, { type: 'wait', ms: null }, { type: 'ended' });
}

function unanswered(state: PulseState, problem: TurnstileProblem): PulseEffect[] {
  const asked = state.name === 'switching-on' || ('waiting' in state && state.waiting);
  return asked ? [answer(problem)] : [];
}

function answer(problem: TurnstileProblem): PulseEffect {
  return { type: 'answer', result: err(problem) };
}

function to(state: PulseState, ...effects: PulseEffect[]): PulseStep {
  return { state, effects };
}
