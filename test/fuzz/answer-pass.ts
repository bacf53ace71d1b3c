import { personSchema } from '../../main/contract/checkin.ts';
import { toWindowSchema } from '../../main/contract/messages.ts';
import type { Pass } from '../../main/contract/pass.ts';
import { answerPass, type Circumstances } from '../../main/station/answer.ts';
import { shownVerdict } from '../../main/station/shown.ts';
import type { Trust } from '../../main/trust/trust.ts';
import { AGREEING, NOW, type VerdictFault } from './judge-pass.ts';

const ROW = { uuid: '01998c6e-7c1e-7000-8000-000000000001', seq: 1, at: NOW, waits: false };
const LANE = { name: 'Cổng 1', direction: 'in' } as const;
const FRESH = { state: 'fresh', ageHours: 0, issuedAt: NOW } as const;

/**
 * What is wrong with a station's answer to a pass, or null: the page and the central must be able to take it, or one code
 * would put the station out of service; and of whom a false signature names nothing may be told.
 */
export function answerFault(pass: Pass, trust: Trust): VerdictFault | null {
  const pack = AGREEING[Number.parseInt(pass.identity.slice(0, 1), 16) % AGREEING.length];
  if (pack === undefined) return null;
  const circumstances: Circumstances = {
    trust,
    pack,
    now: NOW,
    clock: 'ok',
    trustAge: FRESH,
    seen: () => null,
    unit: null,
    othersAdmittedSince: () => 0,
  };
  const answer = answerPass(pass, circumstances);
  const shown = toWindowSchema.safeParse(shownVerdict(answer, ROW, LANE, pack, FRESH));
  if (!shown.success) return { failure: 'wrong-type', detail: `the page refuses it: ${shown.error.message}` };
  const recorded = personSchema.safeParse(pass.person);
  if (!recorded.success) return { failure: 'wrong-type', detail: `the central refuses it: ${recorded.error.message}` };
  const vouched = pass.signature === 'valid' || pass.signature === 'unsigned';
  if (!vouched && answer.facts !== null) return { failure: 'wrong-type', detail: 'facts for a false signature' };
  return null;
}
