import type { ScanContent } from '../../main/contract/scan.ts';

/** What becomes of a scan: `repeated` and `too-fast` are not passed on. */
export type Paced = 'passed' | 'repeated' | 'too-fast';

/** Beyond any scanner that reads what people hold before it. */
const PER_SECOND = 20;
/** Codes of a sheet, scanned in a row by hand, with what a busy machine kept back. */
const AT_ONCE = 60;
/** Scanners without a pause between readings give what is held there dozens of times a second; one in this time does. */
const REPEATED_MS = 50;
/** One that sends without end has some of its scans passed on, and is no better for it. */
const CALM_MS = 1000;

/**
 * Scans of one scanner, no faster than people are: each may write a row to the disk and move the screen, and whatever a
 * guest plugs in instead of the scanner sends as fast as it likes, while other lanes wait. Pure; time is an argument in
 * monotonic milliseconds. What is given up is told by `too-fast`.
 */
export class ScanPace {
  #left = AT_ONCE;
  #at = Number.NEGATIVE_INFINITY;
  #tooFastAt = Number.NEGATIVE_INFINITY;
  #last: { readonly content: string; readonly at: number } | null = null;

  take(scan: ScanContent, at: number): Paced {
    const content = scan.ok ? `=${scan.text}` : scan.problem;
    if (this.#last?.content === content && at - this.#last.at < REPEATED_MS) return 'repeated';
    this.#left = Math.min(AT_ONCE, this.#left + (Math.max(0, at - this.#at) * PER_SECOND) / 1000);
    this.#at = at;
    if (this.#left < 1) {
      this.#tooFastAt = at;
      return 'too-fast';
    }
    this.#left -= 1;
    this.#last = { content, at };
    return 'passed';
  }

  /** Whether it was so lately. */
  isTooFast(at: number): boolean {
    return at - this.#tooFastAt < CALM_MS;
  }
}
