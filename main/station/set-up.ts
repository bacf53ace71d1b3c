import { applyProfile, type LearnedProfile } from '../../drivers/scanner/learn/profile.ts';
import type { RawScan } from '../../drivers/scanner/raw-scan.ts';
import type { StationView } from '../contract/messages.ts';
import type { SetUpKey, SetUpPanel, TriedScan } from '../contract/panels.ts';
import type { Scan } from '../contract/scan.ts';
import { readPass } from '../pass/read.ts';
import type { StationPorts } from './ports.ts';
import { setUpPanel } from './set-up-panel.ts';
import {
  laneInSetUp,
  learnFrom,
  openSetUp,
  pressSetUp,
  type ScannerPlace,
  type SetUp,
  scannerInLesson,
} from './set-up-state.ts';

/** A lane in set-up checks nobody: whoever walks away from the panel must not leave it so. */
const IDLE_MS = 3 * 60_000;

type Ports = Pick<StationPorts, 'scanners' | 'record' | 'trust' | 'later'>;

export type SetUpHooks = {
  readonly show: (panel: SetUpPanel) => void;
  /** Closes the panel, which calls `close`. */
  readonly closePanel: () => void;
  readonly lanes: () => StationView['lanes'];
  /** Something was scanned at the lane, but by a scanner whose scans are for the lesson. */
  readonly heardAt: (lane: string) => void;
};

/**
 * The set-up of the station's scanners behind F9. While a scanner is learned or tried, its lane judges, records and admits
 * nobody; the other lanes go on. One set-up runs at a time, and as long as its panel is open.
 */
export function createSetUp(ports: Ports, hooks: SetUpHooks) {
  let setUp: SetUp | null = null;
  let callOff = (): void => {};

  function become(next: SetUp): void {
    const [before, now] = [scannerInLesson(setUp), scannerInLesson(next)];
    setUp = next;
    if (!samePlace(before, now)) {
      if (before !== null) ports.scanners.tap(before, null);
      if (now !== null) ports.scanners.tap(now, heard);
    }
    hooks.show(setUpPanel(next));
    stayOpen();
  }

  function stayOpen(): void {
    callOff();
    callOff = ports.later(IDLE_MS, hooks.closePanel);
  }

  function heard(raw: RawScan): void {
    const place = scannerInLesson(setUp);
    if (setUp === null || place === null) return;
    hooks.heardAt(place.lane);
    const next = learnFrom(setUp, raw);
    if (next.step === 'lesson' && next !== setUp && next.lesson.baud !== null) {
      ports.scanners.tap(place, heard, next.lesson.baud);
    }
    become(next);
  }

  function store(place: ScannerPlace, profile: LearnedProfile): SetUp {
    const before = ports.scanners.settings(place);
    if (before === null) return { step: 'not-stored', place, detail: 'no such scanner' };
    const settings = applyProfile(before, profile);
    const about = { lane: place.lane, scanner: place.index + 1, kind: settings.kind };
    // first the audit log: nothing is set that it does not tell of
    const audit = (what: string) => ports.record.audit({ who: 'operator', from: 'screen', what, detail: about });
    const audited = audit('scanner-learned');
    if (!audited.ok) return { step: 'not-stored', place, detail: audited.error };
    const stored = ports.scanners.store(place, settings);
    if (stored.ok) return { step: 'stored', place, tried: null };
    audit('scanner-not-stored');
    return { step: 'not-stored', place, detail: stored.error };
  }

  function tried({ content }: Scan): TriedScan {
    if (!content.ok) return { ok: false, problem: content.problem };
    const reading = readPass(content.text, ports.trust().keyring);
    if (!reading.ok) return { ok: false, problem: reading.problem };
    return { ok: true, format: reading.pass.format, characters: content.text.length };
  }

  return {
    isOpen: () => setUp !== null,
    open: (lane: string): void => become(openSetUp(lane)),
    press(key: SetUpKey): void {
      if (setUp === null) return;
      const step = pressSetUp(setUp, key, hooks.lanes());
      become(step.store === null ? step.setUp : store(step.store.place, step.store.profile));
    },
    /** The panel is shut, by whomever. */
    close(): void {
      const place = scannerInLesson(setUp);
      if (place !== null) ports.scanners.tap(place, null);
      setUp = null;
      callOff();
    },
    /** A scan as the station would judge it: a trial of what was learned, or of a lane in set-up; null: neither. */
    takes(scan: Scan): 'tried' | 'in-set-up' | null {
      if (setUp === null || laneInSetUp(setUp) !== scan.lane) return null;
      if (setUp.step !== 'stored') return 'in-set-up';
      become({ ...setUp, tried: tried(scan) });
      return 'tried';
    },
  };
}

function samePlace(a: ScannerPlace | null, b: ScannerPlace | null): boolean {
  return a?.lane === b?.lane && a?.index === b?.index;
}
