import type { Outage } from '../contract/messages.ts';
import { answerPass } from './answer.ts';
import { earlierUses } from './earlier-uses.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import type { StationPorts } from './ports.ts';
import { recordVerdict, refuse } from './record-verdict.ts';
import { type Notice, standingVerdict } from './standing.ts';

/** The person of the verdict `refersTo` comes from this administrative unit, says the officer. */
export type OriginRequest = { readonly refersTo: string; readonly unit: string };

/**
 * Judges the standing pass anew with the unit that the officer has picked: a further row, and where the first was an
 * admission another that annuls it. What was opened stays so, and is not opened twice.
 */
export function judgeOrigin(
  ports: StationPorts,
  lane: Lane,
  { refersTo, unit }: OriginRequest,
  moment: Moment,
): 'recorded' | { readonly notice: Notice } | { readonly outage: Outage } {
  if (!moment.trust.lists.has('places')) return { notice: 'no-places' };
  const found = standingVerdict(lane, ports.clock.monotonic(), refersTo);
  if (!found.ok) return { notice: found.error };
  const { pass, uuid, simulated, admitted, waiting } = found.value;
  const uses = earlierUses(ports, lane, moment, simulated, uuid);
  const answer = answerPass(pass, { ...moment, ...uses, unit });
  const outage = uses.outage();
  if (outage !== null) return refuse(ports, lane, outage, moment);
  return recordVerdict(ports, lane, answer, moment, {
    simulated,
    annuls: admitted ? uuid : null,
    opened: admitted && waiting === null,
  });
}
