import { html, nothing, type TemplateResult } from 'lit-html';
import type { SetUpPanel } from '../../main/contract/panels.ts';
import { LESSON_FINDING_TEXTS, LESSON_PROBLEM_TEXTS, TEST_CODE_NAMES } from '../../main/contract/scanner-lesson.ts';
import { type Locale, say, sayText } from '../i18n/say.ts';
import { panelHeader } from './panel-header.ts';
import { qrCode } from './qr-code.ts';
import { saidView } from './said.ts';
import { aboutScanner, type SetUpContext, type SetUpScanner, setUpKeys } from './set-up-parts.ts';

type Learn = Extract<SetUpPanel['view'], { step: 'learn' }>;
export type Findings = Learn['findings'];

/** A larger code must be held further away than an arm is long. */
const LARGEST_CODE_PX = 560;
/** What stands above the code, beside the frame of the panel. */
const ABOVE_CODE_PX = 168;
const OF_WIDTH = 0.5;
/** On a glass that is taller than wide the words stand below. */
const OF_NARROW_HEIGHT = 0.4;
const OF_NARROW_WIDTH = 0.8;

/** One test code to scan, what was wrong with the last scan, and what is known so far. */
export function setUpLesson(view: Learn, scanner: SetUpScanner, context: SetUpContext): TemplateResult {
  const { locale } = context;
  const number = TEST_CODE_NAMES.indexOf(view.code.name) + 1;
  const meanwhile = say(locale, ({ setUp }) =>
    scanner.direction === 'out' ? setUp.lessonLetsOut : setUp.lessonClosesLane,
  );
  return html`${panelHeader(
    say(locale, ({ setUp }) => setUp.learnTitle(number, TEST_CODE_NAMES.length)),
    locale,
    context.actions,
  )}
    <div class="lesson">
      <div class="lesson-says">
        ${aboutScanner(scanner, context)} ${view.problem === null ? nothing : problemView(view.problem, locale)}
        <p class="scan-this">${saidView(say(locale, ({ setUp }) => setUp.scanThis))}</p>
        <p class="or-sheet">${saidView(say(locale, ({ setUp }) => setUp.orSheet(number)))}</p>
        <p class="found">
          ${saidView(say(locale, ({ setUp }) => (view.findings.length === 0 ? setUp.nothingYet : setUp.foundSoFar)))}
        </p>
        ${findingsView(view.findings, locale, false)}
        <p class="meanwhile">${saidView(meanwhile)}</p>
        ${setUpKeys(
          [
            ['Backspace', say(locale, ({ setUp }) => setUp.again)],
            ['F9', say(locale, ({ setUp }) => setUp.toDevices)],
          ],
          context,
        )}
      </div>
      ${qrCode(view.code.rows, room())}
    </div>`;
}

/** For the code, beside what else stands on the glass. */
function room(): number {
  const { clientHeight, clientWidth } = document.querySelector('.lanes') ?? document.documentElement;
  const [height, width] =
    clientHeight > clientWidth
      ? [clientHeight * OF_NARROW_HEIGHT, clientWidth * OF_NARROW_WIDTH]
      : [clientHeight - ABOVE_CODE_PX, clientWidth * OF_WIDTH];
  return Math.min(height, width, LARGEST_CODE_PX);
}

function problemView(problem: NonNullable<Learn['problem']>, locale: Locale): TemplateResult {
  const { title, advice } = LESSON_PROBLEM_TEXTS[problem];
  return html`<div class="lesson-problem" role="alert" data-problem=${problem}>
    <p class="what">${saidView(sayText(locale, title))}</p>
    <p class="mend">${saidView(sayText(locale, advice))}</p>
  </div>`;
}

/** @param advised with what should better be set otherwise */
export function findingsView(findings: Findings, locale: Locale, advised: boolean): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  return html`<ul class="findings">
    ${findings.map(({ code, value }) => {
      const { title, advice } = LESSON_FINDING_TEXTS[code];
      return html`<li class="finding" data-finding=${code} ?data-advised=${advice !== null}>
        <p class="title">${saidView(sayText(locale, title))}${value === null ? nothing : html`<code>${value}</code>`}</p>
        ${advice === null || !advised ? nothing : html`<p class="better">${saidView(sayText(locale, advice))}</p>`}
      </li>`;
    })}
  </ul>`;
}
