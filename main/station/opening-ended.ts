import type { Passage } from '../../drivers/turnstile/passage.ts';
import type { Outage } from '../contract/messages.ts';
import { tellForced } from './forced.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { type Admission, forget } from './openings.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';

/**
 * The turnstile tells what became of an opening, or that somebody went through without one. Only `not-passed` takes
 * something back, by a further row; a turnstile that could not tell proves nothing.
 */
export function openingEnded(
  ports: StationPorts,
  lane: Lane,
  { opening, outcome }: Passage,
  moment: Moment,
): 'recorded' | 'told' | { readonly outage: Outage } {
  if (outcome === 'forced') return tellForced(ports, lane, lane.direction, moment);
  const pending = lane.openings.find((each) => each.opening === opening);
  // A way out that was opened without a row.
  if (pending === undefined) return 'told';
  forget(lane, pending);
  const { admission, direction } = pending;
  const at = { name: lane.name, direction };
  switch (outcome) {
    case 'passed':
      // An officer decided against it while the gate stood open.
      if (admission === null) return direction === 'in' ? tellForced(ports, lane, direction, moment) : 'told';
      if (lane.lastAdmitted?.identity === admission.standing.pass.identity) lane.lastAdmitted = null;
      return 'told';
    case 'not-passed':
      return admission === null ? 'told' : takeBack(ports, lane, at, admission, moment);
    case 'fault':
      ports.passage(passageLine(at, moment.now, { kind: 'unconfirmed', refersTo: opening }));
      return 'told';
  }
}

/** What was admitted counts no more, and the next scan of the pass anew. A row that cannot be written leaves it as it was. */
function takeBack(
  ports: StationPorts,
  lane: Lane,
  at: Pick<Lane, 'name' | 'direction'>,
  { rows, said, standing }: Admission,
  moment: Moment,
): 'recorded' | { readonly outage: Outage } {
  const { pass, simulated, uuid: shown } = standing;
  for (const refersTo of rows) {
    const content = { kind: 'annulment', refersTo, simulated, override: null, ...said } as const;
    const appended = ports.record.append(ledgerEntry(pass, rowPlace(ports, at, moment), content));
    if (!appended.ok) {
      ports.passage(passageLine(at, moment.now, { kind: 'refused', refersTo, outage: appended.error }));
      return { outage: appended.error };
    }
    const { uuid, seq } = appended.value;
    const { colour } = said;
    ports.passage(passageLine(at, moment.now, { kind: 'annulment', colour, seq, uuid, refersTo }));
    ports.recorded();
  }
  // Nothing is left for an officer to decide about: the person scans again.
  if (lane.standing?.uuid === shown) lane.standing = null;
  return 'recorded';
}
