import { RecordError } from '../../db/problem.ts';
import { acquireWriterLock } from '../../db/writer-lock.ts';
import { hidScanner } from '../../drivers/scanner/hid.ts';
import type { Lesson } from '../../drivers/scanner/learn/learn.ts';
import { applyProfile, type LearnedProfile } from '../../drivers/scanner/learn/profile.ts';
import { serialScanner } from '../../drivers/scanner/serial.ts';
import type { ScannerSource } from '../../drivers/scanner/source.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { LESSON_FINDING_TEXTS } from '../contract/scanner-lesson.ts';
import { type ScannerConfig, scannerConfigSchema } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';
import { defaultDataDirectory, readStationConfig } from '../data-directory.ts';
import { storeScanner } from '../store-scanner.ts';
import type { CommandIo } from './command.ts';
import { choose, type Place } from './scanner-place.ts';
import { inBoth, teach } from './scanner-teach.ts';

/** `detail` is for the person at the terminal. */
export type LearnError = { readonly code: 'misuse' | 'failed'; readonly detail: string };

export type LearnWish = {
  readonly data?: string | undefined;
  readonly lane?: string | undefined;
  readonly scanner?: string | undefined;
  readonly port?: string | undefined;
  readonly usb?: string | undefined;
  readonly store: boolean;
};

/** Learns the scanner that is wished for, and stores or prints its settings. */
export async function learnFrom(io: CommandIo, wish: LearnWish): Promise<Result<void, LearnError>> {
  if (wish.port === undefined && wish.usb === undefined) return learnOfStation(io, wish);
  const others = [wish.data, wish.lane, wish.scanner].some((option) => option !== undefined) || wish.store;
  if (others || (wish.port !== undefined && wish.usb !== undefined)) {
    return err({
      code: 'misuse',
      detail: '--port and --usb each stand alone: such a scanner is in no station.json yet',
    });
  }
  const named = wish.port !== undefined ? { kind: 'serial', path: wish.port } : { kind: 'hid', usb: wish.usb };
  const scanner = scannerConfigSchema.safeParse(named);
  if (!scanner.success) {
    const option = wish.port !== undefined ? '--port' : '--usb';
    return err({ code: 'misuse', detail: `${option}: ${scanner.error.issues[0]?.message ?? 'names no scanner'}` });
  }
  const source = sourceOf(scanner.data);
  const learned = source.ok ? await learn(io, source.value) : source;
  if (!learned.ok) return learned;
  io.out(JSON.stringify(applyProfile(scanner.data, learned.value)));
  return ok(undefined);
}

async function learnOfStation(io: CommandIo, wish: LearnWish): Promise<Result<void, LearnError>> {
  const data = wish.data ?? defaultDataDirectory(io.environment);
  const config = readStationConfig(data);
  if (!config.ok) return err({ code: 'failed', detail: config.error.detail });
  const place = choose(config.value, wish.lane, wish.scanner);
  if (!place.ok) return err({ code: 'misuse', detail: place.error });
  const source = sourceOf(place.value.scanner);
  if (!source.ok) return source;
  let release: () => void;
  try {
    // A station beside would take the scans for people, and would not hear of the new settings.
    const lock = acquireWriterLock(data);
    release = () => lock.release();
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const detail = `${error.code === 'data-in-use' ? STATION_RUNS : ''}${error.message}`;
    return err({ code: 'failed', detail });
  }
  try {
    const learned = await learn(io, source.value);
    if (!learned.ok) return learned;
    return wish.store ? store(io, data, place.value, learned.value) : print(io, place.value, learned.value);
  } finally {
    release();
  }
}

const STATION_RUNS = `${inBoth({
  vi: 'Trạm đang chạy và giữ đầu đọc này: dừng trạm trước, hoặc học trên màn hình của trạm.',
  en: 'The station is running and holds this reader: stop it first, or learn on its screen.',
})}\n`;

function print(io: CommandIo, { lane, index, scanner }: Place, profile: LearnedProfile): Result<void, LearnError> {
  const place = `"${lane}", ${index + 1}`;
  io.say(
    inBoth({
      vi: `Ghi vào station.json, cổng và đầu đọc ${place} (hoặc chạy lại với --store):`,
      en: `Write it into station.json, lane and scanner ${place} (or run this again with --store):`,
    }),
  );
  io.out(JSON.stringify(applyProfile(scanner, profile)));
  return ok(undefined);
}

function store(io: CommandIo, data: string, place: Place, profile: LearnedProfile): Result<void, LearnError> {
  const scanner = applyProfile(place.scanner, profile);
  const stored = storeScanner(data, place.lane, place.index, scanner);
  if (!stored.ok) return err({ code: 'failed', detail: `${stored.error.code}: ${stored.error.detail}` });
  io.out(JSON.stringify(scanner));
  io.say(inBoth({ vi: 'Đã ghi vào station.json.', en: 'Stored in station.json.' }));
  return ok(undefined);
}

async function learn(io: CommandIo, source: ScannerSource): Promise<Result<LearnedProfile, LearnError>> {
  const taught = await teach(io, source);
  if (!taught.ok) return err({ code: 'failed', detail: taught.error });
  tell(io, taught.value.lesson);
  return ok(taught.value.profile);
}

function sourceOf(scanner: ScannerConfig): Result<ScannerSource, LearnError> {
  if (scanner.kind === 'serial') return ok(serialScanner(scanner));
  if (scanner.kind === 'hid') return ok(hidScanner(scanner));
  return err({ code: 'failed', detail: inBoth(scanner.kind === 'wedge' ? BY_SCREEN : NOTHING_TO_LEARN) });
}

const BY_SCREEN: Text = {
  vi: 'Đầu đọc kiểu bàn phím phải học trên màn hình của trạm: cửa sổ dòng lệnh chỉ thấy chữ, không thấy phím.',
  en: 'A reader that types is learned on the screen of the station: a terminal sees characters, not keys.',
};
const NOTHING_TO_LEARN: Text = { vi: 'Tệp thì không có gì để học.', en: 'A file has nothing to learn.' };

/** What was found, and what should better be set otherwise. */
function tell(io: CommandIo, { findings }: Lesson): void {
  for (const { code, value } of findings) {
    const { title, advice } = LESSON_FINDING_TEXTS[code];
    io.say(inBoth(title, value === null ? '' : `: ${value}`));
    if (advice !== null) io.say(inBoth(advice).replace(/^/gm, '  → '));
  }
}
