import { html, nothing, type TemplateResult } from 'lit-html';
import type { SetUpKey, SetUpPanel, TriedScan } from '../../main/contract/panels.ts';
import { LESSON_FINDING_TEXTS } from '../../main/contract/scanner-lesson.ts';
import { SCAN_PROBLEM_TEXTS } from '../../main/contract/texts.ts';
import { type Locale, type Said, say } from '../i18n/say.ts';
import { panelHeader } from './panel-header.ts';
import { saidView } from './said.ts';
import { type Findings, findingsView } from './set-up-lesson.ts';
import { aboutScanner, type SetUpContext, type SetUpScanner, setUpKeys } from './set-up-parts.ts';

type Outcome = Exclude<SetUpPanel['view'], { step: 'devices' | 'learn' }>;

/** A lesson that is over: what was found, and, once it is stored, whether passes are read. */
export function setUpOutcome(view: Outcome, scanner: SetUpScanner, context: SetUpContext): TemplateResult {
  const { locale } = context;
  const again: readonly [SetUpKey, Said] = ['Backspace', say(locale, ({ setUp }) => setUp.again)];
  const devices: readonly [SetUpKey, Said] = ['F9', say(locale, ({ setUp }) => setUp.toDevices)];
  const save: readonly [SetUpKey, Said] = ['Enter', say(locale, ({ setUp }) => setUp.save)];
  return html`${panelHeader(titleOf(view, locale), locale, context.actions)} ${aboutScanner(scanner, context)}
    <div class="outcome">${outcomeView(view, scanner, locale)}</div>
    ${setUpKeys(view.step === 'learned' ? [save, again, devices] : [again, devices], context)}`;
}

function titleOf({ step }: Outcome, locale: Locale): Said {
  return say(locale, ({ setUp }) => {
    if (step === 'learned') return setUp.learnedTitle;
    return step === 'stored' ? setUp.storedTitle : setUp.notStoredTitle;
  });
}

function outcomeView(view: Outcome, { direction }: SetUpScanner, locale: Locale): TemplateResult | typeof nothing {
  switch (view.step) {
    case 'learned':
      return html`<p class="advised">${saidView(advisedSaid(view.findings, locale))}</p>
        ${findingsView(view.findings, locale, true)}`;
    case 'not-stored':
      return html`<p class="explain">${saidView(say(locale, ({ setUp }) => setUp.notStoredAdvice))}</p>
        <p class="machine">${view.detail}</p>`;
    case 'stored': {
      const counts = say(locale, ({ setUp }) => (direction === 'out' ? setUp.tryLetsOut : setUp.tryCounts));
      return html`<p class="try-now">${saidView(say(locale, ({ setUp }) => setUp.tryNow))}</p>
        <p class="try-counts">${saidView(counts)}</p>
        ${view.tried === null ? nothing : triedView(view.tried, locale)}`;
    }
  }
}

function advisedSaid(findings: Findings, locale: Locale): Said {
  const advised = findings.some(({ code }) => LESSON_FINDING_TEXTS[code].advice !== null);
  return say(locale, ({ setUp }) => (advised ? setUp.advised : setUp.nothingToMend));
}

function triedView(tried: TriedScan, locale: Locale): TemplateResult {
  const said = say(locale, ({ setUp }, lang) =>
    tried.ok
      ? setUp.triedWell(setUp.format[tried.format], tried.characters)
      : setUp.triedBadly(SCAN_PROBLEM_TEXTS[tried.problem][lang]),
  );
  return html`<p class="tried" role="alert" data-ok=${tried.ok}>${saidView(said)}</p>`;
}
