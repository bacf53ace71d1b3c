import type { Pass } from '../contract/pass.ts';
import type { Answer, ClockState, TrustAge } from '../contract/verdict.ts';
import { readPass } from '../pass/read.ts';
import type { Trust } from '../trust/trust.ts';
import { completedEvents, trustedEvents } from '../verdict/events.ts';
import { judge } from '../verdict/judge.ts';
import type { RulePack } from '../verdict/rule-pack.ts';

export type Circumstances = {
  readonly trust: Trust;
  readonly pack: RulePack;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clock: ClockState;
  readonly trustAge: TrustAge;
  /** Whether the pass was seen where it cannot be again so soon; asked only of a pass that could be read. */
  readonly copied: (pass: Pass) => boolean;
};

/** decode → verify → judge: what the station says to one text. Pure, given its circumstances. */
export function answerText(text: string, circumstances: Circumstances): Answer {
  const { trust, pack, now, clock, trustAge } = circumstances;
  const reading = readPass(text, trust.keyring);
  if (!reading.ok) return { kind: 'scan-again', reason: reading.reason, problem: reading.problem };
  const pass = reading.pass;
  const facts = vouchedFor(pass) ? trust.facts(pass.person.ids) : null;
  const verdict = judge({
    pass,
    facts,
    status: trust.status(pass.status, now),
    pack,
    now,
    clock,
    trust: trustAge,
    copied: circumstances.copied(pass),
  });
  const events = completedEvents(trustedEvents(pass), mayBeShown(pass, pack) ? facts : null, pack.products);
  return { kind: 'verdict', pass, facts, events, verdict };
}

/** A false signature, or one that nobody here knows, claims nothing: what is known of the person stays unasked. */
function vouchedFor({ signature }: Pass): boolean {
  return signature === 'valid' || signature === 'unsigned';
}

/** A code without a signature may name anybody: what is known of them is shown only where the pack goes by it. */
function mayBeShown({ signature }: Pass, pack: RulePack): boolean {
  return signature === 'valid' || pack.unsigned === 'identity-only';
}
