import type { Facts } from '../contract/facts.ts';
import type { Pass } from '../contract/pass.ts';
import type { Answer, ClockState, Origin, RosterFinding, Sighting, TrustAge } from '../contract/verdict.ts';
import { readPass } from '../pass/read.ts';
import type { Trust } from '../trust/trust.ts';
import { completedEvents, trustedEvents } from '../verdict/events.ts';
import { explain } from '../verdict/explain.ts';
import { type JudgeInput, judge } from '../verdict/judge.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { copyIdentity } from './copies.ts';

export type Circumstances = {
  readonly trust: Trust;
  readonly pack: RulePack;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clock: ClockState;
  readonly trustAge: TrustAge;
  /** Why the pass cannot be here so soon; asked only of a pass that could be read. */
  readonly seen: (pass: Pass, facts: Facts | null) => Sighting | null;
  /** The unit that the officer says the person comes from; null: the facts tell, or nobody. */
  readonly unit: string | null;
  /** How many others were admitted since an instant (milliseconds since the epoch). */
  readonly othersAdmittedSince: (pass: Pass, since: number) => number;
};

/** decode → verify → judge: what the station says to one text. Pure, given its circumstances. */
export function answerText(text: string, circumstances: Circumstances): Answer {
  const reading = readPass(text, circumstances.trust.keyring);
  if (!reading.ok) return { kind: 'scan-again', reason: reading.reason, problem: reading.problem };
  return answerPass(reading.pass, circumstances);
}

/** verify is done: the same for a pass that was read before, as when the officer has said where the person comes from. */
export function answerPass(read: Pass, circumstances: Circumstances): Extract<Answer, { kind: 'verdict' }> {
  const { trust, pack, now, clock, trustAge } = circumstances;
  const found = vouchedFor(read) ? trust.facts(read.person) : null;
  const pass = { ...read, identity: copyIdentity(read, found?.ids) };
  const facts = found?.facts ?? null;
  const seen = circumstances.seen(pass, facts);
  const input: JudgeInput = {
    pass,
    facts,
    name: found?.name ?? 'unknown',
    status: trust.status(pass, now),
    pack,
    now,
    clock,
    trust: trustAge,
    copied: seen !== null,
    origin: originOf(facts, circumstances),
    roster: rosterFinding(pass, circumstances),
    lists: trust.listsFor(pass, now),
  };
  const verdict = judge(input);
  const shown = mayBeShown(pass, pack) && found?.name !== 'other' ? found : null;
  return {
    kind: 'verdict',
    pass,
    facts,
    matched: shown?.matched ?? [],
    events: completedEvents(trustedEvents(pass), shown?.facts ?? null, pack.products),
    verdict,
    explanation: explain(input, verdict),
    seen,
  };
}

/** What an officer picks adds to the facts, and takes nothing from them. */
function originOf(facts: Facts | null, { trust, unit, now }: Circumstances): Origin {
  const told = trust.origin(facts?.unit ?? null, now);
  return unit === null || told === 'epidemic-area' ? told : trust.origin(unit, now);
}

function rosterFinding(pass: Pass, { trust, pack, now, othersAdmittedSince }: Circumstances): RosterFinding {
  if (!vouchedFor(pass)) return trust.lists.has('roster') ? 'not-listed' : 'no-roster';
  const { finding, shift } = trust.roster(pass.person, now, pack.timeZone);
  if (finding !== 'listed' || shift === null || shift.quota === null) return finding;
  return othersAdmittedSince(pass, shift.startedAt) < shift.quota ? 'listed' : 'quota-full';
}

/** A false signature, or one that nobody here knows, claims nothing: what is known of the person stays unasked. */
function vouchedFor({ signature }: Pass): boolean {
  return signature === 'valid' || signature === 'unsigned';
}

/**
 * A code without a signature may name anybody: what is known of them is shown only where the pack goes by it. What is
 * registered under another name is another person's, and never shown.
 */
function mayBeShown({ signature }: Pass, pack: RulePack): boolean {
  return signature === 'valid' || pack.unsigned === 'identity-only';
}
