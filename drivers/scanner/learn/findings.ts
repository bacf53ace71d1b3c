import type { LessonFinding } from '../../../main/contract/scanner-lesson.ts';
import type { Known } from './learn.ts';
import { longestPause } from './learned.ts';
import type { Reading } from './reading.ts';

export type Finding = { readonly code: LessonFinding; readonly value: string | null };

/** Worth a word: whoever asks why a scan takes so long finds it here. */
const LONG_PAUSE_MS = 20;

/** All that the codes read so far tell, in the order in which a person reads it. */
export function findingsOf(known: Known): readonly Finding[] {
  const first = known.readings.get('letters');
  if (first === undefined) return [];
  const readings = [...known.readings.values()];
  const findings = [...wireOf(known, first), of(first.end)];
  if (first.prefix !== '') findings.push(of('prefix', visible(first.prefix)));
  if (first.suffix !== '') findings.push(of('suffix', visible(first.suffix)));
  findings.push(first.aim === null ? of('aim-not-sent') : of('aim-sent', first.aim));
  const eci = readings.find((reading) => reading.eci !== null)?.eci ?? null;
  if (eci !== null) findings.push(of('eci-sent', eci));
  for (const { specials } of readings) if (specials !== null) findings.push(of(specials));
  const pause = Math.round(longestPause(known.readings));
  if (pause >= LONG_PAUSE_MS) findings.push(of('pauses', String(pause)));
  return findings;
}

function wireOf({ keyboard, hidProfile }: Known, { capture }: Reading): Finding[] {
  switch (capture.kind) {
    case 'bytes':
      return [of('baud', String(capture.baud))];
    case 'keys':
      return [of(keyboard ? 'layout-other' : 'layout-us')];
    case 'reports':
      return [hidProfile === 'auto' ? of('reports-described') : of('reports-profile', hidProfile)];
  }
}

function of(code: LessonFinding, value: string | null = null): Finding {
  return { code, value };
}

const NAMES: Readonly<Record<string, string>> = { '\t': 'TAB', '\n': 'LF', '\r': 'CR', '\x1b': 'ESC', '\x02': 'STX' };

/** Control characters by name or number: nobody sees them else. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    return `<${NAMES[character] ?? character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}>`;
  });
}
