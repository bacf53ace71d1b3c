import type { MaskedPerson, ShownEvent, ShownVerdict } from '../contract/messages.ts';
import type { HealthEvent, Person } from '../contract/pass.ts';
import type { Answer, TrustAge } from '../contract/verdict.ts';
import { maskPerson } from '../pass/person-mask.ts';
import type { RulePack } from '../verdict/rule-pack.ts';

/** The person as a screen may show it: the full name, identifiers and birth date masked (DESIGN section 3). */
export function shownPerson(person: Person): MaskedPerson {
  const masked = maskPerson(person);
  return { name: masked.name.normalize('NFC'), birthDate: masked.birthDate, ids: masked.ids.map((id) => ({ ...id })) };
}

const TEST_RESULTS: Record<string, 'negative' | 'positive'> = { '260415000': 'negative', '260373001': 'positive' };

function shownEvent(event: HealthEvent): ShownEvent {
  switch (event.kind) {
    case 'vaccination':
      return { kind: 'vaccination', product: event.mp, dose: event.dn, of: event.sd, date: event.dt };
    case 'test':
      return { kind: 'test', type: event.tt, result: TEST_RESULTS[event.tr] ?? 'unknown', sampledAt: event.sc };
    case 'recovery':
      return { kind: 'recovery', positiveOn: event.fr, validFrom: event.df };
  }
}

/** What the window needs of a recorded verdict, and nothing that it must not have. */
export function shownVerdict(
  answer: Extract<Answer, { kind: 'verdict' }>,
  row: { readonly uuid: string; readonly seq: number; readonly at: number; readonly waits: boolean },
  lane: { readonly name: string; readonly direction: ShownVerdict['direction'] },
  pack: RulePack,
  trust: TrustAge,
): ShownVerdict {
  const { pass, verdict, events, explanation } = answer;
  return {
    type: 'verdict',
    lane: lane.name,
    direction: lane.direction,
    uuid: row.uuid,
    seq: row.seq,
    colour: verdict.colour,
    reasons: [...verdict.reasons],
    format: pass.format,
    signature: pass.signature,
    person: shownPerson(pass.person),
    events: events.map(shownEvent),
    word: pack.word,
    pack: { id: pack.id, version: pack.version, vi: pack.title.vi, en: pack.title.en },
    trust,
    rule: verdict.rule,
    eligibleFrom: explanation.eligibleFrom,
    contact: explanation.contact,
    comparePapers: explanation.comparePapers,
    waits: row.waits,
    matched: [...answer.matched],
    seen: answer.seen,
    at: row.at,
  };
}
