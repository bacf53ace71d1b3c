import type { ScanProblem } from './reasons.ts';

/** Longest text that any pass format may have, in characters (DESIGN section 3). */
export const MAX_SCAN_LENGTH = 4096;

export const SCAN_SOURCES = ['serial', 'hid-pos', 'wedge', 'typed', 'stdin', 'replay', 'tray'] as const;
export type ScanSource = (typeof SCAN_SOURCES)[number];

/** What a scanner read: strict UTF-8 text without its terminator, or why the bytes are no text. */
export type ScanContent =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: Extract<
        ScanProblem,
        'too-long' | 'not-utf8' | 'control-characters' | 'empty' | 'incomplete' | 'input-method'
      >;
    };

export type Scan = {
  readonly source: ScanSource;
  /** Name of the lane that the scanner is bound to. */
  readonly lane: string;
  readonly content: ScanContent;
  /** Monotonic milliseconds (performance.now of the station process) at the last byte or key. */
  readonly at: number;
};
