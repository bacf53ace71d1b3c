import type { Outage } from '../contract/messages.ts';
import type { Answer } from '../contract/verdict.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { openLane } from './open-lane.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { shownVerdict } from './shown.ts';

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
  if (about.annuls !== null) {
    const annulled = appendRow(ports, lane, answer, moment, about, { kind: 'annulment', refersTo: about.annuls });
    if (!annulled.ok) return refuse(ports, lane, annulled.error, moment);
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
  if (admitted && !about.opened && waiting === null) openLane(ports, lane);
  const { simulated } = about;
  const { colour, reasons, rule } = verdict;
  lane.standing = { uuid, colour, since: atLane.at, pass, simulated, admitted, waiting, overridden: false };
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
