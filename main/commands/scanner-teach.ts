import { type Lesson, learnScanner } from '../../drivers/scanner/learn/learn.ts';
import type { LearnedProfile } from '../../drivers/scanner/learn/profile.ts';
import type { RawScan } from '../../drivers/scanner/raw-scan.ts';
import type { ScannerSource } from '../../drivers/scanner/source.ts';
import type { DeviceState } from '../contract/messages.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { LESSON_PROBLEM_TEXTS, LESSON_STEP_TEXTS } from '../contract/scanner-lesson.ts';
import { DEVICE_CAUSE_TEXTS, type Text } from '../contract/texts.ts';
import type { CommandIo } from './command.ts';

/** One line for each language of the people at a station. */
export function inBoth(text: Text, behind = ''): string {
  return [text.vi, text.en].map((words) => `${words}${behind}`).join('\n');
}

type Taught = { readonly lesson: Lesson; readonly profile: LearnedProfile };

/**
 * One lesson at the terminal, until it is over, the device cannot be opened, or a signal ends it. The error is for the
 * person there.
 */
export async function teach(io: CommandIo, source: ScannerSource): Promise<Result<Taught, string>> {
  const over = Promise.withResolvers<Result<Taught, string>>();
  const captures: RawScan[] = [];
  let lesson = learnScanner(captures);
  let asked = '';
  let isMissing = false;

  function ask(): void {
    if (lesson.next === null || lesson.next === asked) return;
    asked = lesson.next;
    io.say(inBoth(LESSON_STEP_TEXTS[lesson.next]));
  }

  function heard(raw: RawScan): void {
    captures.push(raw);
    lesson = learnScanner(captures);
    const { problem, profile, baud } = lesson;
    if (profile !== null) {
      over.resolve(ok({ lesson, profile }));
      return;
    }
    if (problem !== null) {
      const { title, advice } = LESSON_PROBLEM_TEXTS[problem];
      io.say(`${inBoth(title)}\n${inBoth(advice)}`);
    }
    asked = '';
    if (baud === null) {
      ask();
      return;
    }
    // asked again when the port is open once more: opening drops what came before
    io.say(`${baud} baud`);
    source.tap?.(heard, baud);
  }

  function told(state: DeviceState): void {
    if (state.state === 'ready') {
      isMissing = false;
      ask();
    } else if (state.state === 'missing') {
      if (!isMissing) io.say(`${source.name}: ${inBoth(PLUG_IN)}`);
      isMissing = true;
      // when it is back, it is asked for the code again: half of one may have been scanned
      asked = '';
    } else if (state.state !== 'connecting') over.resolve(err(whyNot(state)));
  }

  const end = () => over.resolve(err(inBoth(ENDED)));
  for (const signal of SIGNALS) process.once(signal, end);
  source.tap?.(heard);
  source.start({ scan() {}, state: told });
  const taught = await over.promise;
  for (const signal of SIGNALS) process.removeListener(signal, end);
  await source.stop();
  return taught;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const PLUG_IN: Text = { vi: 'chưa thấy, hãy cắm vào', en: 'not found, plug it in' };
const ENDED: Text = { vi: 'Đã dừng, chưa ghi gì.', en: 'Ended; nothing was stored.' };
const NOT_OPENED: Text = {
  vi: 'không mở được: xem lại đường dẫn, rút ra cắm lại',
  en: 'cannot be opened: look at the path, unplug it and plug it in again',
};
const IN_USE: Text = {
  vi: 'chương trình khác đang giữ: dừng trạm, hoặc học trên màn hình của trạm',
  en: 'another program has it: stop the station, or learn on its screen',
};

function whyNot({ name, state, cause, detail }: DeviceState): string {
  const system = detail === null ? '' : ` (${detail})`;
  if (state === 'busy') return `${name}: ${inBoth(IN_USE)}${system}`;
  if (cause === undefined) return `${name}: ${inBoth(NOT_OPENED)}${system}`;
  const { title, advice } = DEVICE_CAUSE_TEXTS[cause];
  return `${name}: ${inBoth(title)}${system}\n${inBoth(advice)}`;
}
