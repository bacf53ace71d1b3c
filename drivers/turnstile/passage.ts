/**
 * What became of each opening, read from the input that the turnstile's PASS contact is wired to (PERCo TTR and TTD:
 * it changes with each rotation). A pure machine: openings are granted, the contact is read, time goes by.
 *
 *     granted → passed | not-passed | fault          no opening granted, and the contact turned: forced
 *
 * People pass one by one: a turn belongs to the oldest opening that is still granted. A contact that was never seen at
 * rest while an opening was granted proves nothing, and neither does one that could not be read: both are `fault`, since
 * `not-passed` takes a check-in back.
 */
export type PassageOutcome = 'passed' | 'not-passed' | 'forced' | 'fault';

/** `opening`: as given to the pulse; null: given none, or forced. */
export type Passage = { readonly opening: string | null; readonly outcome: PassageOutcome };

type Grant = { readonly opening: string | null; readonly until: number; readonly seenAtRest: boolean };

export type PassageState = {
  /** Null: not read since the board appeared. */
  readonly turning: boolean | null;
  readonly granted: readonly Grant[];
  /** Until then the contact may bounce. */
  readonly settledAt: number;
};

/** `at`: milliseconds of one monotonic clock. */
export type PassageInput =
  | { readonly type: 'granted'; readonly opening: string | null; readonly at: number }
  | { readonly type: 'contact'; readonly turning: boolean; readonly at: number }
  | { readonly type: 'timeout'; readonly at: number }
  /** The contact cannot be read any more: the board is gone, or silent. */
  | { readonly type: 'lost' };

export type PassageStep = {
  readonly state: PassageState;
  readonly told: readonly Passage[];
  /** When the next `timeout` is due; null: none is. */
  readonly due: number | null;
};

export const PASSAGE_NONE: PassageState = { turning: null, granted: [], settledAt: Number.NEGATIVE_INFINITY };

/** No two people pass a turnstile within this. */
const BOUNCE_MS = 300;
/** A turn at the very end of the window is read a little later. */
const GRACE_MS = 250;

/** @param windowMs in which a person may use an opening, at least as long as the turnstile's own controller waits */
export function followPassage(state: PassageState, input: PassageInput, windowMs: number): PassageStep {
  switch (input.type) {
    case 'granted': {
      const { opening, at } = input;
      const grant = { opening, until: at + windowMs + GRACE_MS, seenAtRest: state.turning === false };
      return step({ ...state, granted: [...state.granted, grant] });
    }
    case 'contact':
      return contact(state, input.turning, input.at);
    case 'timeout': {
      const over = state.granted.filter(({ until }) => until <= input.at);
      const granted = state.granted.filter(({ until }) => until > input.at);
      return step({ ...state, granted }, ...over.map(expired));
    }
    case 'lost':
      return step(PASSAGE_NONE, ...state.granted.map(({ opening }): Passage => ({ opening, outcome: 'fault' })));
  }
}

function contact(state: PassageState, turning: boolean, at: number): PassageStep {
  const begins = turning && state.turning === false && at >= state.settledAt;
  if (!begins) {
    const granted = turning ? state.granted : state.granted.map((grant) => ({ ...grant, seenAtRest: true }));
    return step({ ...state, granted, turning });
  }
  const [oldest, ...granted] = state.granted;
  const passage: Passage =
    oldest === undefined ? { opening: null, outcome: 'forced' } : { opening: oldest.opening, outcome: 'passed' };
  return step({ turning, granted, settledAt: at + BOUNCE_MS }, passage);
}

function expired({ opening, seenAtRest }: Grant): Passage {
  return { opening, outcome: seenAtRest ? 'not-passed' : 'fault' };
}

function step(state: PassageState, ...told: Passage[]): PassageStep {
  const due = state.granted.reduce<number | null>(
    (earliest, { until }) => (earliest === null ? until : Math.min(earliest, until)),
    null,
  );
  return { state, told, due };
}
