import type { Outage } from '../contract/messages.ts';
import type { Scan } from '../contract/scan.ts';
import type { Answer } from '../contract/verdict.ts';
import { answerText } from './answer.ts';
import { type EarlierUses, earlierUses } from './earlier-uses.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import { openLane } from './open-lane.ts';
import { type Admission, admissionOf } from './openings.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { recordVerdict, refuse } from './record-verdict.ts';

/** `repeated`: the gate stands open for this pass, and its verdict goes on standing. */
export type Handled = 'recorded' | 'repeated' | 'scan-again' | { readonly outage: Outage };

/**
 * One scan on one lane, in the order that the invariants demand: record, then show, then actuate (DESIGN section 2.1).
 * A lane outward opens whatever happened, a failure of the record included (2.2).
 */
export function handleScan(ports: StationPorts, lane: Lane, scan: Scan, moment: Moment): Handled {
  const simulated = scan.source === 'tray' || scan.source === 'replay';
  const uses = earlierUses(ports, lane, moment, simulated);
  const answer = answerScan(scan, moment, uses);
  const outage = uses.outage();
  const handled =
    outage === null ? tell(ports, lane, answer, moment, uses, simulated) : refuse(ports, lane, outage, moment);
  if (handled !== 'recorded' && handled !== 'repeated') {
    // Another person may stand there now: what the screen no longer shows is not overridden.
    lane.standing = null;
    if (lane.direction === 'out') openLane(ports, lane, null, moment.now);
  }
  return handled;
}

function answerScan(scan: Scan, moment: Moment, uses: EarlierUses): Answer {
  if (!scan.content.ok) return { kind: 'scan-again', reason: 'unreadable', problem: scan.content.problem };
  return answerText(scan.content.text, { ...moment, ...uses, unit: null });
}

function tell(
  ports: StationPorts,
  lane: Lane,
  answer: Answer,
  moment: Moment,
  uses: EarlierUses,
  simulated: boolean,
): Handled {
  if (answer.kind === 'scan-again') return sayScanAgain(ports, lane, answer, moment);
  const admission = admissionOf(lane, answer.pass.identity, simulated);
  if (admission !== null) return showAgain(ports, lane, admission);
  const annuls = answer.verdict.colour === 'green' ? uses.unused(answer.pass) : null;
  return recordVerdict(ports, lane, answer, moment, { simulated, annuls, opened: false });
}

/** No further row and no further pulse: the one opening is still there to be used. Whoever is waited for is not covered. */
function showAgain(ports: StationPorts, lane: Lane, { shown, standing }: Admission): Handled {
  if (lane.standing !== null && lane.standing.waiting !== null) return 'repeated';
  lane.standing = standing;
  ports.show(shown);
  return 'repeated';
}

function sayScanAgain(
  ports: StationPorts,
  lane: Lane,
  { reason, problem }: Extract<Answer, { kind: 'scan-again' }>,
  moment: Moment,
): Handled {
  ports.show({ type: 'scan-again', lane: lane.name, direction: lane.direction, reason, problem });
  ports.passage(passageLine(lane, moment.now, { kind: 'scan-again', reasons: [reason], problem }));
  return 'scan-again';
}
