import { randomBytes } from 'node:crypto';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { stdinLines } from '../../drivers/scanner/stdin-lines.ts';
import type { Outage } from '../contract/messages.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { ScanContent } from '../contract/scan.ts';
import { DIRECTIONS, type Direction, laneNameSchema } from '../contract/station-config.ts';
import type { Answer } from '../contract/verdict.ts';
import { isEnrolled, readStationConfig } from '../data-directory.ts';
import { answerText, type Circumstances } from '../station/answer.ts';
import { createClockWatch, type StationClock } from '../station/clock.ts';
import { ledgerEntry } from '../station/ledger-entry.ts';
import { uuidV7 } from '../station/uuid.ts';
import { systemClock } from '../system-clock.ts';
import { trustAge } from '../trust/age.ts';
import type { Trust } from '../trust/trust.ts';
import { readSignerFiles, rulesOf, trustOf } from '../trust-sources.ts';
import { localDay } from '../verdict/local-day.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';
import { scanLine } from './scan-line.ts';

const OPTIONS = {
  data: { type: 'string' },
  signers: { type: 'string', multiple: true },
  rules: { type: 'string' },
  now: { type: 'string' },
  direction: { type: 'string', default: 'in' },
  lane: { type: 'string', default: 'cli' },
} as const;

/** The pack when neither `--rules` nor a station.json names one. */
const DEFAULT_RULES = 'vn-hcm';

/** `chot scan`: one scan per line of stdin, one answer per line, in order, undebounced. */
export const scanCommand: Command = {
  usage:
    'chot scan [--data DIR] [--signers FILE]… [--rules ID|FILE] [--now ISO] [--direction in|out] [--lane NAME]  (scans on stdin)',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data, signers = [], rules, now: nowText, direction, lane } = options.value.values;
    if (options.value.positionals.length > 0) return misuse(io, this, `unexpected "${options.value.positionals[0]}"`);
    const fixed = nowText === undefined ? null : parseInstant(nowText);
    if (fixed !== null && !fixed.ok) return misuse(io, this, fixed.error);
    if (!isDirection(direction)) return misuse(io, this, '--direction is in or out');
    if (!laneNameSchema.safeParse(lane).success) return misuse(io, this, '--lane has 1 to 40 characters');
    if (fixed !== null && data !== undefined && isEnrolled(data)) {
      return misuse(io, this, '--now is refused on an enrolled station: its ledger tells real times');
    }
    const prepared = prepare(io, data, signers, rules);
    if (!prepared.ok) {
      io.say(prepared.error);
      return EXIT.failed;
    }
    return answerAll(io, { ...prepared.value, fixedNow: fixed?.value ?? null, direction, lane });
  },
};

function isDirection(text: string): text is Direction {
  return DIRECTIONS.some((direction) => direction === text);
}

/** Milliseconds since the epoch; an instant without an offset would mean another time on another machine. */
function parseInstant(text: string): Result<number, string> {
  const zoned = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/.test(text);
  // Date.parse takes 30 February for 2 March
  const day = text.slice(0, 10);
  const isDay = zoned && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  const ms = isDay ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? err(`--now "${text}" is no instant such as 2021-10-01T08:00:00+07:00`) : ok(ms);
}

type Prepared = { readonly trust: Trust; readonly pack: RulePack; readonly record: StationRecord | null };

function prepare(
  io: CommandIo,
  data: string | undefined,
  signers: readonly string[],
  rules: string | undefined,
): Result<Prepared, string> {
  const keys = readSignerFiles(signers, io.say);
  if (!keys.ok) return keys;
  const trust = trustOf(data, keys.value);
  if (!trust.ok) return trust;
  for (const notice of trust.value.notices) io.say(notice.message);
  const config = data === undefined ? null : readStationConfig(data);
  if (config !== null && !config.ok && config.error.code === 'invalid') return err(config.error.detail);
  const pack = rulesOf(trust.value, rules ?? (config?.ok ? config.value.locality : DEFAULT_RULES));
  if (!pack.ok) return pack;
  if (data === undefined) return ok({ trust: trust.value, pack: pack.value, record: null });
  const record = openRecord({ directory: data, onProblem: (problem) => io.say(problem.detail) });
  if (!record.ok) return err(`${record.error.code}: ${record.error.detail}`);
  return ok({ trust: trust.value, pack: pack.value, record: record.value });
}

type Session = Prepared & { readonly fixedNow: number | null; readonly direction: Direction; readonly lane: string };

async function answerAll(io: CommandIo, session: Session): Promise<ExitStatus> {
  const clock = systemClock();
  const watch = createClockWatch(clock);
  let status: ExitStatus = EXIT.done;
  try {
    for await (const content of stdinLines(io.stdin as AsyncIterable<Uint8Array>)) {
      const started = performance.now();
      const now = session.fixedNow ?? clock.wall();
      const age = trustAge(session.trust.issuedAt, now, session.pack.limits);
      const clockState =
        session.fixedNow === null
          ? watch.state({ issuedAt: session.trust.issuedAt, highWater: session.record?.highWater() ?? null })
          : 'ok';
      const answer = answerContent(content, { ...session, now, clock: clockState, trustAge: age });
      const outcome = record(session, clock, answer, { now, clockState, trustIssuedAt: age.issuedAt });
      if (outcome.outage !== null) status = EXIT.failed;
      io.out(JSON.stringify(scanLine(answer, outcome, age, performance.now() - started)));
    }
  } finally {
    session.record?.close();
  }
  return status;
}

function answerContent(
  content: ScanContent,
  circumstances: Omit<Circumstances, 'seen' | 'unit' | 'othersAdmittedSince'>,
): Answer {
  if (!content.ok) return { kind: 'scan-again', reason: 'unreadable', problem: content.problem };
  return answerText(content.text, { ...circumstances, seen: () => null, unit: null, othersAdmittedSince: () => 0 });
}

type Outcome = { readonly seq: number | null; readonly outage: Outage | null };

function record(
  session: Session,
  clock: StationClock,
  answer: Answer,
  moment: { readonly now: number; readonly clockState: 'ok' | 'suspect'; readonly trustIssuedAt: number | null },
): Outcome {
  if (session.record === null || answer.kind === 'scan-again') return { seq: null, outage: null };
  const { pass, verdict } = answer;
  const place = {
    uuid: uuidV7(moment.now, randomBytes(10)),
    lane: { name: session.lane, direction: session.direction },
    now: moment.now,
    clockState: moment.clockState,
    clock,
    day: localDay(moment.now, session.pack.timeZone),
    trustIssuedAt: moment.trustIssuedAt,
  };
  const { colour, reasons, pack } = verdict;
  const about = { kind: 'check-in', refersTo: null, simulated: session.fixedNow !== null, override: null } as const;
  const appended = session.record.append(ledgerEntry(pass, place, { ...about, colour, reasons, pack }));
  return appended.ok ? { seq: appended.value.seq, outage: null } : { seq: null, outage: appended.error };
}
