import type { DeviceState, StationView } from '../main/contract/messages.ts';
import { DEVICE_CAUSE_TEXTS, REASON_TEXTS } from '../main/contract/texts.ts';
import { type CallLine, callLine } from './face-call.ts';
import { type TrustLine, trustLine } from './face-trust.ts';
import { showTime } from './i18n/dates.ts';
import { type Locale, type Said, say, sayText } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

/** What the idle face tells of the station, in words. */
export type Board = {
  readonly today: Said;
  readonly counts: readonly {
    readonly tone: 'green' | 'black' | 'abnormal' | 'scan-again';
    readonly label: Said;
    readonly count: number;
  }[];
  /** `sendAgain`: the key that does so. */
  readonly upload: readonly { readonly said: Said; readonly worry: boolean; readonly sendAgain: Said | null }[];
  readonly trust: TrustLine;
  /** What someone must mend, worst first; each with what to do. */
  readonly worries: readonly { readonly what: Said; readonly where: string | null; readonly advice: Said | null }[];
  /** How many more there are than the screen has room for. */
  readonly moreWorries: Said | null;
  /** What becomes of people's data. */
  readonly privacyNotice: Said;
  readonly retention: Said;
  readonly call: CallLine | null;
};

const MOST_WORRIES = 3;

export function board(station: StationView, laneName: string, locale: Locale): Board {
  const { today } = station;
  const count = (tone: 'green' | 'black' | 'abnormal' | 'scan-again', key: keyof StationView['today']) => ({
    tone,
    label: say(locale, (words) => words.counted[key]),
    count: today[key],
  });
  const found = worries(station, laneName, locale);
  const hidden = found.length - MOST_WORRIES;
  return {
    today: say(locale, (words) => words.today),
    counts: [
      count('green', 'green'),
      count('black', 'black'),
      count('abnormal', 'abnormal'),
      count('scan-again', 'scanAgain'),
    ],
    upload: uploadLines(station.upload, locale),
    trust: idleTrustLine(station.trust, locale),
    worries: found.slice(0, MOST_WORRIES),
    moreWorries: hidden > 0 ? say(locale, (words) => words.moreWorries(hidden)) : null,
    privacyNotice:
      station.privacyNotice === undefined
        ? say(locale, (words) => words.privacyNotice)
        : sayText(locale, station.privacyNotice),
    retention: say(locale, (words) => words.retention(station.retentionDays)),
    call: callLine(station, locale),
  };
}

/** Stale trust is among the worries, which say what to do. */
function idleTrustLine(trust: StationView['trust'], locale: Locale): TrustLine {
  const line = trustLine(trust, locale);
  return trust.state === 'stale' ? { ...line, todo: null } : line;
}

function uploadLines(upload: StationView['upload'], locale: Locale): Board['upload'] {
  const line = (pick: (words: Words) => string, worry = false) => ({ said: say(locale, pick), worry, sendAgain: null });
  if (!upload.configured) return [line((words) => words.uploadNone)];
  const { lastAt, online, parked, waiting } = upload;
  const lines: Board['upload'][number][] = [line((words) => words.uploadWaiting(waiting))];
  // before the first request nothing is known of the network, and no row waits for it
  if (online !== null) lines.unshift(line((words) => (online ? words.online : words.offline), !online));
  if (parked > 0) {
    const sendAgain = say(locale, (words) => words.sendAgain);
    lines.push({ ...line((words) => words.uploadParked(parked), true), sendAgain });
  }
  if (lastAt !== null) lines.push(line((words) => words.uploadLast(showTime(lastAt))));
  return lines;
}

function worries(station: StationView, laneName: string, locale: Locale): Board['worries'] {
  const lane = station.lanes.find((each) => each.name === laneName);
  const found: Board['worries'][number][] = [];
  if (station.clock === 'suspect') {
    const advice = sayText(locale, REASON_TEXTS['clock-suspect'].advice);
    found.push({ what: say(locale, (words) => words.clockSuspect), where: null, advice });
  }
  if (lane !== undefined) found.push(...laneWorries(lane, locale));
  if (station.trust.state === 'stale') {
    const advice = sayText(locale, REASON_TEXTS['trust-stale'].advice);
    found.push({ what: trustLine(station.trust, locale).said, where: null, advice });
  }
  return found;
}

/** The gate before the readers: it is one, and of them the first is named. */
function laneWorries({ scanners, turnstile }: StationView['lanes'][number], locale: Locale): Board['worries'] {
  const found: Board['worries'][number][] = [];
  const readers = scanners.filter(({ kind }) => kind !== 'tray');
  if (scanners.every(({ state }) => state !== 'ready') && readers.length === 0) {
    found.push({ what: say(locale, (words) => words.noScanner), where: null, advice: null });
  }
  const devices = turnstile === null ? scanners : [turnstile, ...scanners];
  for (const device of devices) {
    const worry = deviceWorry(device, locale);
    if (worry !== null) found.push(worry);
  }
  return found;
}

/** What is wrong with a device and what to do; null: nothing. */
export function deviceWorry(device: DeviceState, locale: Locale): Board['worries'][number] | null {
  const { cause, detail, kind, name, state } = device;
  if (state === 'ready') return null;
  const known = cause === undefined ? null : DEVICE_CAUSE_TEXTS[cause];
  return {
    what: say(locale, (words, lang) => `${words.device[kind]}: ${known?.title[lang] ?? words.deviceState[state]}`),
    where: detail === null ? name : `${name} (${detail})`,
    advice: known === null ? say(locale, (words) => words.deviceAdvice[state]) : sayText(locale, known.advice),
  };
}
