import type { ShownEvent } from '../main/contract/messages.ts';
import { showDate } from './i18n/dates.ts';
import { productName } from './i18n/products.ts';
import { type Locale, type Said, say } from './i18n/say.ts';
import type { Words } from './i18n/vi.ts';

/** Health events in words, in the order of the pass. */
export function eventLines(events: readonly ShownEvent[], locale: Locale): readonly Said[] {
  return events.map((event) => say(locale, (words) => eventLine(event, words)));
}

function eventLine(event: ShownEvent, words: Words): string {
  switch (event.kind) {
    case 'vaccination':
      return words.dose(productName(event.product), event.dose, event.of, showDate(event.date));
    case 'test':
      return words.test(testType(event.type, words), words.testResult[event.result], showDate(event.sampledAt));
    case 'recovery':
      return words.recovery(showDate(event.positiveOn), showDate(event.validFrom));
  }
}

/** EU value set `covid-19-lab-test-type` (LOINC), and the short names of the facts; others as they are. */
function testType(code: string, words: Words): string {
  if (code === 'LP6464-4' || code === 'pcr') return words.testPcr;
  if (code === 'LP217198-3' || code === 'rapid') return words.testRapid;
  return code;
}
