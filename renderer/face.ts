import type { Outage, ShownOverride, ShownVerdict, StationView, ToWindow } from '../main/contract/messages.ts';
import type { Direction } from '../main/contract/station-config.ts';
import { OUTAGE_TEXTS, OVERRIDE_TEXTS, SCAN_AGAIN_TEXTS, SCAN_PROBLEM_TEXTS } from '../main/contract/texts.ts';
import { type BasisLine, basisLine } from './face-basis.ts';
import { type CallLine, callLine, contactLine } from './face-call.ts';
import { type CompareBand, compareBand } from './face-compare.ts';
import { eventLines } from './face-events.ts';
import { type PersonLines, personLines } from './face-person.ts';
import { reasonAdvice, reasonLines } from './face-reasons.ts';
import { type SeenLines, seenLines } from './face-seen.ts';
import { type TrustLine, trustLine, verdictTrustLine } from './face-trust.ts';
import { showDate } from './i18n/dates.ts';
import { type Locale, type Said, say, sayText } from './i18n/say.ts';

export type ShownScanAgain = Extract<ToWindow, { type: 'scan-again' }>;

/** What a lane shows while nobody scans, and while the station admits nobody. */
export type Idle = { readonly type: 'idle'; readonly lane: string; readonly direction: Direction };
export type OutOfService = {
  readonly type: 'out-of-service';
  readonly lane: string;
  readonly direction: Direction;
  readonly outage: Outage;
  /** What the machine said, for the officer who mends it; empty when it said nothing. */
  readonly detail: string;
};
export type FaceMessage = ShownVerdict | ShownOverride | ShownScanAgain | Idle | OutOfService;

export type Tone = 'idle' | 'green' | 'black' | 'abnormal' | 'scan-again' | 'out-of-service';
export type Shape = 'hold-code' | 'tick' | 'octagon-cross' | 'triangle' | 'rescan' | 'wrench' | 'exit-door';
export type Sound = 'rising' | 'low-double' | 'three-mid' | 'tick' | 'soft' | 'chime-each-minute';

/** All that one lane shows and sounds (DESIGN section 10), in words; nothing here draws. */
export type Face = {
  readonly tone: Tone;
  readonly shape: Shape;
  readonly lane: string;
  readonly direction: Direction;
  readonly word: Said;
  /** Whose decision it was, when not the station's. */
  readonly badge: Said | null;
  /** What to do, in one sentence. */
  readonly advice: Said | null;
  /** From which day the same pass would be green. */
  readonly eligibleFrom: Said | null;
  readonly person: PersonLines | null;
  /** The officer must compare the person's papers with the code. */
  readonly compare: CompareBand | null;
  /** uuid of the verdict whose turnstile waits for that; null: none does. */
  readonly waits: string | null;
  /** Where and when a copied code was seen. */
  readonly seen: SeenLines | null;
  readonly events: readonly Said[];
  /** Titles, worst first. */
  readonly reasons: readonly Said[];
  readonly basis: BasisLine | null;
  readonly trust: TrustLine | null;
  /** The clock is in doubt, which every verdict says. */
  readonly clock: Said | null;
  /** The key by which a person in charge confirms to know of what happened to the record. */
  readonly acknowledge: Said | null;
  /** Codes and words of the machine, for the officer. */
  readonly note: string | null;
  readonly call: CallLine | null;
  readonly sound: Sound | null;
  /** Milliseconds until the lane is idle again; null: until the next message. */
  readonly holdMs: number | null;
};

const HOLD_MS = { green: 2500, black: 8000, abnormal: 8000, exit: 2500, scanAgain: 2000, override: 4000 } as const;
/** Papers are compared, a day and a number written down, in more time than a glance takes; the next scan waits for none. */
const HOLD_TO_COMPARE_MS = 8000;
const HOLD_TO_DICTATE_MS = 15_000;
/** A gate that waits for the papers has its key on the screen. */
const HOLD_TO_OPEN_MS = 30_000;
const SHAPES = { green: 'tick', black: 'octagon-cross', abnormal: 'triangle' } as const;
const SOUNDS = { green: 'rising', black: 'low-double', abnormal: 'three-mid' } as const;

/**
 * What a lane shows for a message. Out of service wins over every message, and an `out` lane says MỜI RA · EXIT whatever
 * it is told: nobody is ever kept in (DESIGN sections 2 and 10).
 *
 * @param station null while none has told of itself, which is out of service
 */
export function face(message: FaceMessage, station: StationView | null, locale: Locale): Face {
  const shown = exit(faceOf(message, station, locale), message, locale);
  return { ...shown, sound: station?.sounds === false ? null : shown.sound };
}

function faceOf(message: FaceMessage, station: StationView | null, locale: Locale): Face {
  if (message.type === 'out-of-service') return outOfServiceFace(message, station, locale);
  const outage = station === null ? 'station-starting' : station.outage;
  if (outage !== null) {
    const { lane, direction } = message;
    return outOfServiceFace(
      { type: 'out-of-service', lane, direction, outage, detail: station?.outageDetail ?? '' },
      station,
      locale,
    );
  }
  switch (message.type) {
    case 'idle':
      return idleFace(message, locale);
    case 'verdict':
      return verdictFace(message, station, locale);
    case 'override':
      return overrideFace(message, station, locale);
    case 'scan-again':
      return scanAgainFace(message, locale);
  }
}

function blank(message: FaceMessage): Omit<Face, 'tone' | 'shape' | 'word'> {
  return {
    lane: message.lane,
    direction: message.direction,
    badge: null,
    advice: null,
    eligibleFrom: null,
    person: null,
    compare: null,
    waits: null,
    seen: null,
    events: [],
    reasons: [],
    basis: null,
    trust: null,
    clock: null,
    acknowledge: null,
    note: null,
    call: null,
    sound: null,
    holdMs: null,
  };
}

function idleFace(message: Idle, locale: Locale): Face {
  return {
    ...blank(message),
    tone: 'idle',
    shape: 'hold-code',
    word: say(locale, (words) => words.idle),
    advice: say(locale, (words) => words.holdCode),
  };
}

function verdictFace(message: ShownVerdict, station: StationView | null, locale: Locale): Face {
  const { colour, eligibleFrom, reasons, seen, word } = message;
  const compare = compareBand(message, locale);
  const clockSuspect = station?.clock === 'suspect' || reasons.includes('clock-suspect');
  return {
    ...blank(message),
    tone: colour,
    shape: SHAPES[colour],
    word: colour === 'green' && word !== null ? sayText(locale, word) : say(locale, (words) => words[colour]),
    advice:
      colour === 'green' && compare !== null
        ? say(locale, (words) => (message.waits ? words.compareToOpen : words.compareAdvice))
        : reasonAdvice(message, locale),
    eligibleFrom:
      eligibleFrom === null || colour === 'green'
        ? null
        : say(locale, (words) => words.eligibleFrom(showDate(eligibleFrom))),
    person: personLines(message.person, locale),
    compare,
    waits: compare !== null && message.waits ? message.uuid : null,
    seen: seen === null ? null : seenLines(seen, message.at, locale),
    events: eventLines(message.events, locale),
    reasons: reasonLines(message, locale),
    basis: basisLine(message, locale),
    trust: verdictTrustLine(message, locale),
    clock: clockSuspect ? say(locale, (words) => words.clockBadge) : null,
    call: colour === 'green' ? null : contactLine(message.contact, station, locale),
    sound: SOUNDS[colour],
    holdMs: holdMs(message, compare),
  };
}

function holdMs({ colour, contact, eligibleFrom, waits }: ShownVerdict, compare: CompareBand | null): number {
  if (waits && compare !== null) return HOLD_TO_OPEN_MS;
  if (colour !== 'green' && (contact !== null || eligibleFrom !== null)) return HOLD_TO_DICTATE_MS;
  return compare === null ? HOLD_MS[colour] : HOLD_TO_COMPARE_MS;
}

function overrideFace(message: ShownOverride, station: StationView | null, locale: Locale): Face {
  const tone = message.admit ? 'green' : 'black';
  return {
    ...blank(message),
    tone,
    shape: SHAPES[tone],
    word: say(locale, (words) => (message.admit ? words.admitted : words.refused)),
    badge: say(locale, (words) => words.officerDecision),
    advice: say(locale, (words) => (message.admit ? words.admittedAdvice : words.refusedAdvice)),
    person: message.person === null ? null : personLines(message.person, locale),
    reasons: [sayText(locale, OVERRIDE_TEXTS[message.reason])],
    trust: station === null ? null : trustLine(station.trust, locale),
    sound: SOUNDS[tone],
    holdMs: HOLD_MS.override,
  };
}

function scanAgainFace(message: ShownScanAgain, locale: Locale): Face {
  const text = SCAN_AGAIN_TEXTS[message.reason];
  return {
    ...blank(message),
    tone: 'scan-again',
    shape: 'rescan',
    word: say(locale, (words) => words.scanAgain),
    advice: sayText(locale, text.advice),
    reasons: [say(locale, (_words, lang) => `${text.title[lang]}: ${SCAN_PROBLEM_TEXTS[message.problem][lang]}`)],
    sound: 'tick',
    holdMs: HOLD_MS.scanAgain,
  };
}

function outOfServiceFace(message: OutOfService, station: StationView | null, locale: Locale): Face {
  const text = OUTAGE_TEXTS[message.outage];
  return {
    ...blank(message),
    tone: 'out-of-service',
    shape: 'wrench',
    word: say(locale, (words) => words.outOfService),
    advice: sayText(locale, text.advice),
    reasons: [sayText(locale, text.title)],
    acknowledge: message.outage === 'record-recovered' ? say(locale, (words) => words.iKnow) : null,
    note: message.detail === '' ? message.outage : `${message.outage}: ${message.detail}`,
    call: callLine(station, locale),
    sound: 'chime-each-minute',
  };
}

/** An out lane keeps the field of what happened, and sends the person out. */
function exit(shown: Face, message: FaceMessage, locale: Locale): Face {
  if (message.direction !== 'out' || shown.tone === 'idle') return shown;
  const word = say(locale, (words) => words.exit);
  const common = { ...shown, shape: 'exit-door', word } as const;
  if (shown.tone === 'out-of-service') {
    return {
      ...common,
      badge: shown.word,
      advice: say(locale, (words) => words.exitByHand),
    };
  }
  return {
    ...common,
    advice: say(locale, (words) => words.exitAdvice),
    eligibleFrom: null,
    compare: null,
    waits: null,
    call: null,
    sound: 'soft',
    holdMs: HOLD_MS.exit,
  };
}
