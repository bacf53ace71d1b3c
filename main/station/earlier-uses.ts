import type { StationRecord } from '../../db/record.ts';
import type { Facts } from '../contract/facts.ts';
import type { Outage } from '../contract/messages.ts';
import type { Pass } from '../contract/pass.ts';
import type { StationConfig } from '../contract/station-config.ts';
import type { Sighting } from '../contract/verdict.ts';
import { type AdmissionUse, type CopyFinding, copyMemoryMs, type EarlierPassage, findCopy } from './copies.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './moment.ts';
import type { StationPorts } from './ports.ts';
import { tooFarAway } from './travel.ts';

/** What the ledger knows at this moment that a verdict needs; each question asked of it once. */
export type EarlierUses = {
  readonly seen: (pass: Pass, facts: Facts | null) => Sighting | null;
  /** Row of an admission that nobody used, as it seems; null: there is none. */
  readonly unused: (pass: Pass) => string | null;
  readonly othersAdmittedSince: (pass: Pass, since: number) => number;
  /** The ledger could not be asked: then nobody can be judged. */
  readonly outage: () => Outage | null;
};

type Ports = {
  readonly config: Pick<StationConfig, 'lanes'> & {
    readonly site: Pick<StationConfig['site'], 'position'>;
    readonly passage: Pick<StationConfig['passage'], 'windowSeconds'>;
  };
  readonly clock: Pick<StationPorts['clock'], 'monotonic'>;
  readonly record: Pick<StationRecord, 'recentByIdentity' | 'peopleAdmitted'>;
};

/** After the passage window of a turnstile a person who did not get through still stands before the same reader. */
const SECOND_TRY_MS = 10_000;
/** Where there is none, a person who is let in still holds the code there, or holds it there once more to be sure. */
const SECOND_LOOK_MS = 5000;

/**
 * @param standing uuid of the row that this verdict stands in for: it does not speak against itself
 */
export function earlierUses(
  ports: Ports,
  lane: Lane,
  moment: Pick<Moment, 'now' | 'pack'>,
  simulated: boolean,
  standing: string | null = null,
): EarlierUses {
  const { config, clock, record } = ports;
  const { now, pack } = moment;
  const rules = pack.copies;
  const hasWayOut = config.lanes.some(({ direction }) => direction === 'out');
  let outage: Outage | null = null;
  let found: CopyFinding | null = null;

  function look(pass: Pass): CopyFinding {
    const memoryMs = copyMemoryMs(rules, hasWayOut);
    if (lane.direction === 'out' || memoryMs === 0) return { kind: 'first' };
    const identity = pass.identity;
    const earlier = record.recentByIdentity(identity, now - memoryMs);
    if (!earlier.ok) {
      outage = earlier.error;
      return { kind: 'first' };
    }
    const others = earlier.value.filter(({ uuid }) => uuid !== standing);
    return findCopy(others, now, rules, hasWayOut, (newest) => useOf(newest, identity));
  }

  function useOf({ uuid, lane: name }: EarlierPassage, identity: string): AdmissionUse {
    if (name !== lane.name) return 'used';
    if (lane.unopened.includes(uuid)) return 'unopened';
    return mayStillBeThere(identity) ? 'second-try' : 'used';
  }

  /**
   * A guess for want of feedback. Where the turnstile has told that somebody went through, the lane knows of no last
   * admission any more; that nobody did stands in the ledger; and while it may still tell, the scan is a repetition.
   */
  function mayStillBeThere(identity: string): boolean {
    const { hasTurnstile, lastAdmitted, lastPass } = lane;
    if (lastAdmitted?.identity !== identity) return false;
    const elapsed = (at: number) => clock.monotonic() - at;
    if (hasTurnstile) return elapsed(lastAdmitted.at) < config.passage.windowSeconds * 1000 + SECOND_TRY_MS;
    return lastPass?.identity === identity && elapsed(lastPass.at) < SECOND_LOOK_MS;
  }

  function findingOf(pass: Pass): CopyFinding {
    found ??= look(pass);
    return found;
  }

  return {
    seen(pass, facts) {
      const finding = findingOf(pass);
      if (finding.kind === 'copied') return finding.seen;
      if (lane.direction === 'out' || facts === null) return null;
      return tooFarAway(facts.lastSeen, config.site.position, now, rules.kmPerHour);
    },
    unused(pass) {
      const finding = findingOf(pass);
      return finding.kind === 'unused' ? finding.uuid : null;
    },
    othersAdmittedSince(pass, since) {
      const people = record.peopleAdmitted({ since, until: now, except: pass.person, simulated });
      if (people.ok) return people.value;
      outage = people.error;
      return 0;
    },
    outage: () => outage,
  };
}
