import type { Outage } from '../contract/messages.ts';
import type { Pass } from '../contract/pass.ts';
import type { Scan } from '../contract/scan.ts';
import type { Answer } from '../contract/verdict.ts';
import { answerText } from './answer.ts';
import { COPY_MEMORY_MS, findCopy } from './copies.ts';
import type { Lane } from './lane.ts';
import { ledgerEntry } from './ledger-entry.ts';
import { type Moment, rowPlace } from './moment.ts';
import { openLane } from './open-lane.ts';
import { passageLine } from './passage-line.ts';
import type { StationPorts } from './ports.ts';
import { shownVerdict } from './shown.ts';

export type Handled = 'recorded' | 'scan-again' | { readonly outage: Outage };

/**
 * One scan on one lane, in the order that the invariants demand: record, then show, then actuate (DESIGN section 2.1).
 * A lane outward opens whatever happened, a failure of the record included (2.2).
 */
export function handleScan(ports: StationPorts, lane: Lane, scan: Scan, moment: Moment): Handled {
  const answer = answerScan(ports, lane, scan, moment);
  const handled =
    answer.kind === 'scan-again'
      ? sayScanAgain(ports, lane, answer, moment)
      : record(ports, lane, scan, answer, moment);
  if (handled !== 'recorded') {
    // Another person may stand there now: what the screen no longer shows is not overridden.
    lane.standing = null;
    if (lane.direction === 'out') openLane(ports, lane);
  }
  return handled;
}

function answerScan(ports: StationPorts, lane: Lane, scan: Scan, moment: Moment): Answer {
  if (!scan.content.ok) return { kind: 'scan-again', reason: 'unreadable', problem: scan.content.problem };
  return answerText(scan.content.text, {
    trust: ports.trust,
    pack: ports.pack,
    now: moment.now,
    clock: moment.clock,
    trustAge: moment.trustAge,
    copied: (pass) => isCopy(ports, lane, pass, moment),
  });
}

function isCopy(ports: StationPorts, lane: Lane, pass: Pass, moment: Moment): boolean {
  if (!lane.hasTurnstile || lane.direction === 'out') return false;
  return earlierUse(ports, lane, pass, moment).kind === 'copied';
}

function earlierUse(ports: StationPorts, lane: Lane, pass: Pass, moment: Moment): ReturnType<typeof findCopy> {
  const earlier = ports.record.recentByIdentity(pass.identity, moment.now - COPY_MEMORY_MS);
  const windowMs = ports.config.passage.windowSeconds * 1000;
  return findCopy(earlier, lane.name, moment.now, windowMs, () => lane.lastAdmitted !== pass.identity);
}

function sayScanAgain(
  ports: StationPorts,
  lane: Lane,
  answer: Extract<Answer, { kind: 'scan-again' }>,
  moment: Moment,
): Handled {
  ports.show({
    type: 'scan-again',
    lane: lane.name,
    direction: lane.direction,
    reason: answer.reason,
    problem: answer.problem,
  });
  ports.passage(
    passageLine(lane, moment.now, { kind: 'scan-again', reasons: [answer.reason], problem: answer.problem }),
  );
  return 'scan-again';
}

function record(
  ports: StationPorts,
  lane: Lane,
  scan: Scan,
  answer: Extract<Answer, { kind: 'verdict' }>,
  moment: Moment,
): Handled {
  const { pass, verdict } = answer;
  const opensAnew = lane.hasTurnstile && lane.direction === 'in' && verdict.colour === 'green';
  const unused = opensAnew ? earlierUse(ports, lane, pass, moment) : null;
  if (unused?.kind === 'unused') {
    const annulled = appendRow(ports, lane, scan, answer, moment, { kind: 'annulment', refersTo: unused.uuid });
    if (!annulled.ok) return refuse(ports, lane, annulled.error, moment);
  }
  const appended = appendRow(ports, lane, scan, answer, moment, { kind: 'check-in', refersTo: null });
  if (!appended.ok) return refuse(ports, lane, appended.error, moment);
  const row = { ...appended.value, at: moment.now };
  ports.show(shownVerdict(answer, row, lane, ports.pack, moment.trustAge));
  const admitted = verdict.colour === 'green' || lane.direction === 'out';
  if (admitted) {
    lane.lastAdmitted = pass.identity;
    openLane(ports, lane);
  }
  lane.standing = { uuid: row.uuid, colour: verdict.colour, at: moment.now, pass, overridden: false };
  const { colour, reasons } = verdict;
  ports.passage(passageLine(lane, moment.now, { kind: 'check-in', colour, reasons, seq: row.seq, uuid: row.uuid }));
  ports.recorded();
  return 'recorded';
}

function appendRow(
  ports: StationPorts,
  lane: Lane,
  scan: Scan,
  answer: Extract<Answer, { kind: 'verdict' }>,
  moment: Moment,
  row: { readonly kind: 'check-in' | 'annulment'; readonly refersTo: string | null },
): ReturnType<StationPorts['record']['append']> {
  const { pass, verdict } = answer;
  const { colour, reasons, pack } = verdict;
  const simulated = scan.source === 'tray';
  const content = { ...row, simulated, override: null, colour, reasons, pack };
  return ports.record.append(ledgerEntry(pass, rowPlace(ports, lane, moment), content));
}

function refuse(ports: StationPorts, lane: Lane, outage: Outage, moment: Moment): Handled {
  ports.passage(passageLine(lane, moment.now, { kind: 'refused', outage }));
  return { outage };
}
