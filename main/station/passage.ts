import type { Outage } from '../contract/messages.ts';
import type { Pass } from '../contract/pass.ts';
import type { Scan } from '../contract/scan.ts';
import type { Answer } from '../contract/verdict.ts';
import { answerText } from './answer.ts';
import { COPY_MEMORY_MS, type CopyFinding, findCopy } from './copies.ts';
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
  const uses = earlierUses(ports, lane, moment);
  const answer = answerScan(scan, moment, uses);
  const outage = uses.outage();
  const handled = outage === null ? tell(ports, lane, scan, answer, moment, uses) : refuse(ports, lane, outage, moment);
  if (handled !== 'recorded') {
    // Another person may stand there now: what the screen no longer shows is not overridden.
    lane.standing = null;
    if (lane.direction === 'out') openLane(ports, lane);
  }
  return handled;
}

function tell(ports: StationPorts, lane: Lane, scan: Scan, answer: Answer, moment: Moment, uses: EarlierUses): Handled {
  return answer.kind === 'scan-again'
    ? sayScanAgain(ports, lane, answer, moment)
    : record(ports, lane, scan, answer, moment, uses);
}

function answerScan(scan: Scan, moment: Moment, uses: EarlierUses): Answer {
  if (!scan.content.ok) return { kind: 'scan-again', reason: 'unreadable', problem: scan.content.problem };
  return answerText(scan.content.text, {
    trust: moment.trust,
    pack: moment.pack,
    now: moment.now,
    clock: moment.clock,
    trustAge: moment.trustAge,
    seen: (pass) => {
      const use = uses.of(pass);
      return use.kind === 'copied' ? use.seen : null;
    },
    unit: null,
    othersAdmittedSince: () => 0,
  });
}

/** What the ledger knows of a pass at this moment; asked of the ledger once. */
type EarlierUses = {
  readonly of: (pass: Pass) => CopyFinding;
  /** The ledger could not be asked: then nobody can be judged. */
  readonly outage: () => Outage | null;
};

/** Only a turnstile makes a second way in of the same code mean something, and only inward. */
function earlierUses(ports: StationPorts, lane: Lane, moment: Moment): EarlierUses {
  let outage: Outage | null = null;
  let found: CopyFinding | null = null;
  function look(pass: Pass): CopyFinding {
    if (!lane.hasTurnstile || lane.direction === 'out') return { kind: 'first' };
    const earlier = ports.record.recentByIdentity(pass.identity, moment.now - COPY_MEMORY_MS);
    if (!earlier.ok) {
      outage = earlier.error;
      return { kind: 'first' };
    }
    const windowMs = ports.config.passage.windowSeconds * 1000;
    return findCopy(earlier.value, lane.name, moment.now, windowMs, () => lane.lastAdmitted !== pass.identity);
  }
  return {
    of(pass) {
      found ??= look(pass);
      return found;
    },
    outage: () => outage,
  };
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
  uses: EarlierUses,
): Handled {
  const { pass, verdict } = answer;
  const unused = verdict.colour === 'green' ? uses.of(pass) : null;
  if (unused?.kind === 'unused') {
    const annulled = appendRow(ports, lane, scan, answer, moment, { kind: 'annulment', refersTo: unused.uuid });
    if (!annulled.ok) return refuse(ports, lane, annulled.error, moment);
  }
  const appended = appendRow(ports, lane, scan, answer, moment, { kind: 'check-in', refersTo: null });
  if (!appended.ok) return refuse(ports, lane, appended.error, moment);
  const row = { ...appended.value, at: moment.now };
  ports.show(shownVerdict(answer, row, lane, moment.pack, moment.trustAge));
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
