import type { Outage, ToWindow } from '../contract/messages.ts';
import type { OverrideReason } from '../contract/override-reasons.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { openLane } from './open-lane.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { shownPerson } from './shown.ts';

/** A verdict can be overridden while its person is still there. */
export const OVERRIDE_WITHIN_MS = 2 * 60_000;

export type OverrideRequest = { readonly refersTo: string; readonly admit: boolean; readonly reason: OverrideReason };
type Notice = Extract<ToWindow, { type: 'notice' }>['notice'];

/** Whether the verdict that stands on the lane may be overridden now. */
export function overridable(lane: Lane, now: number): Notice | null {
  if (lane.standing === null || lane.standing.overridden) return 'nothing-to-override';
  return now - lane.standing.at > OVERRIDE_WITHIN_MS ? 'override-too-late' : null;
}

/** An officer decides otherwise: a further row of the ledger, then the screen, then the turnstile. */
export function overrideStanding(
  ports: StationPorts,
  lane: Lane,
  request: OverrideRequest,
  moment: Moment,
): 'recorded' | { readonly notice: Notice } | { readonly outage: Outage } {
  const refusal = overridable(lane, moment.now);
  const standing = lane.standing;
  if (refusal !== null || standing === null) return { notice: refusal ?? 'nothing-to-override' };
  if (standing.uuid !== request.refersTo) return { notice: 'override-too-late' };
  const { pass } = standing;
  const { reason, admit } = request;
  const override = { reason, admit, officer: ports.config.site.officer.name };
  const about = { kind: 'override', refersTo: standing.uuid, simulated: false, override } as const;
  const content = { ...about, colour: standing.colour, reasons: [], pack: moment.pack };
  const appended = ports.record.append(ledgerEntry(pass, rowPlace(ports, lane, moment), content));
  if (!appended.ok) return { outage: appended.error };
  const { uuid, seq } = appended.value;
  lane.standing = { ...standing, overridden: true };
  ports.show({
    type: 'override',
    lane: lane.name,
    direction: lane.direction,
    uuid,
    seq,
    refersTo: request.refersTo,
    admit,
    reason,
    person: shownPerson(pass.person),
  });
  if (admit) {
    lane.lastAdmitted = pass.identity;
    openLane(ports, lane);
  }
  ports.passage(passageLine(lane, moment.now, { kind: 'override', colour: standing.colour, seq, uuid }));
  ports.recorded();
  return 'recorded';
}
