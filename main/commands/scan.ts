import { randomBytes } from 'node:crypto';
import { openRecord, type StationRecord } from '../../db/record.ts';
import { stdinLines } from '../../drivers/scanner/stdin-lines.ts';
import type { Outage } from '../contract/messages.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { ScanContent } from '../contract/scan.ts';
import { DIRECTIONS, type Direction, laneNameSchema, type StationConfig } from '../contract/station-config.ts';
import type { Answer } from '../contract/verdict.ts';
import { credentialsOf, isEnrolled, readStationConfig } from '../data-directory.ts';
import type { SignerKey } from '../pass/keyring.ts';
import { answerText, type Circumstances } from '../station/answer.ts';
import { type ClockWatch, createClockWatch, type StationClock } from '../station/clock.ts';
import { type EarlierUses, earlierUses } from '../station/earlier-uses.ts';
import { createLane } from '../station/lane.ts';
import { ledgerEntry } from '../station/ledger-entry.ts';
import { type Moment, rowPlace, takeMoment } from '../station/moment.ts';
import { uuidV7 } from '../station/uuid.ts';
import { systemClock } from '../system-clock.ts';
import type { Trust } from '../trust/trust.ts';
import { readSignerFiles, rulesOf, trustOf } from '../trust-sources.ts';
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
  copies: { type: 'boolean', default: false },
} as const;

/** The pack when neither `--rules` nor a station.json names one. */
const DEFAULT_RULES = 'vn-hcm';

/** `chot scan`: one scan per line of stdin, one answer per line, in order, undebounced. */
export const scanCommand: Command = {
  usage:
    'chot scan [--data DIR] [--signers FILE]… [--rules ID|FILE] [--now ISO] [--direction in|out] [--lane NAME] [--copies]  (scans on stdin)',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data, signers = [], rules, now: nowText, direction, lane, copies } = options.value.values;
    if (options.value.positionals.length > 0) return misuse(io, this, `unexpected "${options.value.positionals[0]}"`);
    const fixed = nowText === undefined ? null : parseInstant(nowText);
    if (fixed !== null && !fixed.ok) return misuse(io, this, fixed.error);
    if (!isDirection(direction)) return misuse(io, this, '--direction is in or out');
    if (!laneNameSchema.safeParse(lane).success) return misuse(io, this, '--lane has 1 to 40 characters');
    if (fixed !== null && data !== undefined && isEnrolled(data)) {
      return misuse(io, this, '--now is refused on an enrolled station: its ledger tells real times');
    }
    if (copies && data === undefined)
      return misuse(io, this, '--copies needs --data: the ledger tells what was there before');
    const prepared = await prepare(io, data, signers, rules);
    if (!prepared.ok) {
      io.say(prepared.error);
      return EXIT.failed;
    }
    return answerAll(io, { ...prepared.value, fixedNow: fixed?.value ?? null, direction, lane, copies });
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

type Prepared = {
  readonly trust: Trust;
  readonly pack: RulePack;
  readonly record: StationRecord | null;
  /** null: no station.json. */
  readonly config: StationConfig | null;
};

async function prepare(
  io: CommandIo,
  data: string | undefined,
  signers: readonly string[],
  rules: string | undefined,
): Promise<Result<Prepared, string>> {
  const keys = readSignerFiles(signers, io.say);
  if (!keys.ok) return keys;
  const read = data === undefined ? null : readStationConfig(data);
  if (read !== null && !read.ok && read.error.code === 'invalid') return err(read.error.detail);
  const config = read?.ok ? read.value : null;
  const opened =
    data === undefined
      ? null
      : openRecord({
          directory: data,
          credentials: credentialsOf(io.environment),
          onProblem: (problem) => io.say(problem.detail),
        });
  if (opened !== null && !opened.ok) return err(`${opened.error.code}: ${opened.error.detail}`);
  const record = opened?.value ?? null;
  const judging = await judgedBy(io, { data, config, record, signers: keys.value, rules });
  if (judging.ok) return ok({ ...judging.value, config, record });
  record?.close();
  return judging;
}

async function judgedBy(
  io: CommandIo,
  {
    data,
    config,
    record,
    signers,
    rules,
  }: Omit<Prepared, 'trust' | 'pack'> & {
    readonly data: string | undefined;
    readonly signers: readonly SignerKey[];
    readonly rules: string | undefined;
  },
): Promise<Result<Pick<Prepared, 'trust' | 'pack'>, string>> {
  const trust = await trustOf(data, config, { signers, notBefore: record?.newestTrust() ?? null });
  if (!trust.ok) return trust;
  for (const notice of trust.value.notices) io.say(notice.message);
  const pack = rulesOf(trust.value, rules ?? config?.locality ?? DEFAULT_RULES);
  return pack.ok ? ok({ trust: trust.value, pack: pack.value }) : pack;
}

type Session = Prepared & {
  readonly fixedNow: number | null;
  readonly direction: Direction;
  readonly lane: string;
  readonly copies: boolean;
};

async function answerAll(io: CommandIo, session: Session): Promise<ExitStatus> {
  const clock = systemClock();
  const watch = createClockWatch(clock);
  let status: ExitStatus = EXIT.done;
  try {
    for await (const content of stdinLines(io.stdin as AsyncIterable<Uint8Array>)) {
      const started = performance.now();
      const moment = momentOf(session, watch);
      const uses = usesOf(session, clock, moment);
      const answer = answerContent(content, { ...moment, ...uses });
      const outage = uses.outage();
      const outcome = outage === null ? record(session, clock, answer, moment) : { seq: null, outage };
      if (outcome.outage !== null) status = EXIT.failed;
      io.out(JSON.stringify(scanLine(answer, outcome, moment.trustAge, performance.now() - started)));
    }
  } finally {
    session.record?.close();
  }
  return status;
}

function momentOf({ fixedNow, trust, pack, record: ledger }: Session, watch: ClockWatch): Moment {
  const ports = { trust: () => trust, pack: () => pack, record: { highWater: ledger?.highWater ?? (() => null) } };
  const fixed = (now: number) => ({ now, state: 'ok', by: 'wall', anchor: null }) as const;
  return takeMoment(ports, fixedNow === null ? watch : { read: () => fixed(fixedNow) });
}

type Uses = Pick<EarlierUses, 'seen' | 'othersAdmittedSince' | 'outage'>;

/** Quotas go by the ledger; copies only on demand. Nobody stands at a command line for a second look. */
function usesOf({ config, record: ledger, ...session }: Session, clock: StationClock, moment: Moment): Uses {
  if (ledger === null) return { seen: () => null, othersAdmittedSince: () => 0, outage: () => null };
  const { direction, fixedNow } = session;
  const lane = createLane({ name: session.lane, direction, scanners: [], turnstile: null });
  const site = config ?? { site: { position: null }, lanes: [], passage: { windowSeconds: 0 } };
  const uses = earlierUses({ config: site, clock, record: ledger }, lane, moment, fixedNow !== null);
  return session.copies ? uses : { ...uses, seen: () => null };
}

function answerContent(content: ScanContent, circumstances: Omit<Circumstances, 'unit'>): Answer {
  if (!content.ok) return { kind: 'scan-again', reason: 'unreadable', problem: content.problem };
  return answerText(content.text, { ...circumstances, unit: null });
}

type Outcome = { readonly seq: number | null; readonly outage: Outage | null };

function record(session: Session, clock: StationClock, answer: Answer, moment: Moment): Outcome {
  if (session.record === null || answer.kind === 'scan-again') return { seq: null, outage: null };
  const { pass, verdict } = answer;
  const uuid = (at: number) => uuidV7(at, randomBytes(10));
  const place = rowPlace({ uuid, clock }, { name: session.lane, direction: session.direction }, moment);
  const { colour, reasons, pack } = verdict;
  const about = { kind: 'check-in', refersTo: null, simulated: session.fixedNow !== null, override: null } as const;
  const appended = session.record.append(ledgerEntry(pass, place, { ...about, colour, reasons, pack }));
  return appended.ok ? { seq: appended.value.seq, outage: null } : { seq: null, outage: appended.error };
}
