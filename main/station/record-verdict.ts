import type { Outage } from '../contract/messages.ts';
import type { Answer } from '../contract/verdict.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { openLane } from './open-lane.ts';
import { openingFor } from './openings.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { shownVerdict } from './shown.ts';

/** Rows that wait for papers, of those who have gone again meanwhile. */
const MOST_UNOPENED = 64;

type VerdictAnswer = Extract<Answer, { kind: 'verdict' }>;

export type RowAbout = {
  readonly simulated: boolean;
  /** uuid of an admission that does not count any more, annulled by a further row; null: none. */
  readonly annuls: string | null;
  /** The lane has been opened for this person already. */
  readonly opened: boolean;
};

/** record → show → actuate: the heart of the order that the invariants demand (DESIGN section 2.1). */
export function recordVerdict(
  ports: StationPorts,
  lane: Lane,
  answer: VerdictAnswer,
  moment: Moment,
  about: RowAbout,
): 'recorded' | { readonly outage: Outage } {
  const opened = about.annuls === null ? undefined : openingFor(lane, about.annuls);
  if (about.annuls !== null) {
    const annulled = appendRow(ports, lane, answer, moment, about, { kind: 'annulment', refersTo: about.annuls });
    if (!annulled.ok) return refuse(ports, lane, annulled.error, moment);
    if (opened !== undefined) opened.admission = null;
  }
  const appended = appendRow(ports, lane, answer, moment, about, { kind: 'check-in', refersTo: null });
  if (!appended.ok) return refuse(ports, lane, appended.error, moment);
  const { pass, verdict, seen } = answer;
  const { uuid, seq } = appended.value;
  const row = { uuid, seq, at: moment.now, waits: waitsForPapers(lane, answer) && !about.opened };
  const shown = shownVerdict(answer, row, lane, moment.pack, moment.trustAge);
  ports.show(shown);
  const admitted = verdict.colour === 'green' || lane.direction === 'out';
  const atLane = { identity: pass.identity, at: ports.clock.monotonic() };
  lane.lastPass = atLane;
  if (admitted) lane.lastAdmitted = atLane;
  const waiting = row.waits ? shown : null;
  const { simulated } = about;
  const standing = { uuid, verdict, since: atLane.at, pass, simulated, admitted, waiting, overridden: false };
  lane.standing = standing;
  if (admitted) {
    const admission = { rows: [uuid], said: verdict, shown, standing } as const;
    if (waiting !== null) lane.unopened = [...lane.unopened, uuid].slice(-MOST_UNOPENED);
    else if (!about.opened) openLane(ports, lane, admission, moment.now);
    else if (opened !== undefined) opened.admission = admission;
  }
  const { colour, reasons, rule } = verdict;
  const said = { kind: 'check-in', colour, reasons, rule, seen: seen?.why ?? null, seq, uuid } as const;
  ports.passage(passageLine(lane, moment.now, said));
  ports.recorded();
  return 'recorded';
}

/** A turnstile opens for a face, not for a number that anybody may know: whoever is green by facts alone is looked at first. */
function waitsForPapers({ hasTurnstile, direction }: Lane, { explanation }: VerdictAnswer): boolean {
  return hasTurnstile && direction === 'in' && explanation.comparePapers;
}

function appendRow(
  ports: StationPorts,
  lane: Lane,
  { pass, verdict }: VerdictAnswer,
  moment: Moment,
  { simulated }: RowAbout,
  row: { readonly kind: 'check-in' | 'annulment'; readonly refersTo: string | null },
): ReturnType<StationPorts['record']['append']> {
  const { colour, reasons, pack } = verdict;
  const content = { ...row, simulated, override: null, colour, reasons, pack };
  return ports.record.append(ledgerEntry(pass, rowPlace(ports, lane, moment), content));
}

/** Nothing could be recorded, or the ledger not be asked: nobody is admitted. */
export function refuse(ports: StationPorts, lane: Lane, outage: Outage, moment: Moment): { readonly outage: Outage } {
  ports.passage(passageLine(lane, moment.now, { kind: 'refused', outage }));
  return { outage };
}
