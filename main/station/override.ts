import type { Outage, ShownOverride } from '../contract/messages.ts';
import type { OverrideReason } from '../contract/override-reasons.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { openLane } from './open-lane.ts';
import { openingFor } from './openings.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { shownPerson } from './shown.ts';
import { type Notice, standingVerdict } from './standing.ts';

export type OverrideRequest = { readonly refersTo: string; readonly admit: boolean; readonly reason: OverrideReason };

/** An officer decides otherwise: a further row of the ledger, then the screen, then the turnstile. */
export function overrideStanding(
  ports: StationPorts,
  lane: Lane,
  request: OverrideRequest,
  moment: Moment,
): 'recorded' | { readonly notice: Notice } | { readonly outage: Outage } {
  const found = standingVerdict(lane, ports.clock.monotonic(), request.refersTo);
  if (!found.ok) return { notice: found.error };
  const standing = found.value;
  const { pass, simulated, verdict } = standing;
  const { colour } = verdict;
  const { reason, admit } = request;
  const override = { reason, admit, officer: ports.config.site.officer.name };
  const content = { kind: 'override', refersTo: standing.uuid, simulated, override, colour, reasons: [] } as const;
  const entry = ledgerEntry(pass, rowPlace(ports, lane, moment), { ...content, pack: moment.pack });
  const appended = ports.record.append(entry);
  if (!appended.ok) return { outage: appended.error };
  const { uuid, seq } = appended.value;
  const overridden = { ...standing, overridden: true };
  lane.standing = overridden;
  const shown: ShownOverride = {
    type: 'override',
    lane: lane.name,
    direction: lane.direction,
    uuid,
    seq,
    refersTo: request.refersTo,
    admit,
    reason,
    person: shownPerson(pass.person),
  };
  ports.show(shown);
  if (admit) {
    lane.lastAdmitted = { identity: pass.identity, at: ports.clock.monotonic() };
    // A verdict whose papers were waited for has not opened the lane: it counts with this, or not at all.
    const waited = lane.unopened.filter((row) => row === standing.uuid);
    lane.unopened = lane.unopened.filter((row) => row !== standing.uuid);
    const said = { colour, reasons: [], pack: moment.pack } as const;
    openLane(ports, lane, { rows: [uuid, ...waited], said, shown, standing: overridden }, moment.now);
  } else {
    const opened = openingFor(lane, standing.uuid);
    if (opened !== undefined) opened.admission = null;
  }
  ports.passage(passageLine(lane, moment.now, { kind: 'override', colour, seq, uuid, refersTo: standing.uuid }));
  ports.recorded();
  return 'recorded';
}
