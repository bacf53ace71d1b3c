import { factsOf } from '../../fixtures/verdict/judge-input.ts';
import type { Pass } from '../../main/contract/pass.ts';
import { REASONS, worstFirst } from '../../main/contract/reasons.ts';
import { TRUST_LISTS } from '../../main/contract/verdict.ts';
import { type JudgeInput, judge } from '../../main/verdict/judge.ts';
import { parseRulePack, type RulePack } from '../../main/verdict/rule-pack.ts';
import { SHIPPED_PACKS } from '../../main/verdict/shipped-packs.ts';

/** Within the validity of every made-up pass. */
export const NOW = 1_795_000_000_000;

/** Says yes to whatever it is asked about: what keeps a forged pass from green is then the judge alone. */
function packThatAgrees(unsigned: RulePack['unsigned']): RulePack {
  const yes = { code: 'vaccinated', colour: 'green', when: { '===': [1, 1] } };
  const { euRules: _, ...base } = SHIPPED_PACKS[0] ?? ({} as RulePack);
  const pack = parseRulePack({
    ...base,
    rules: [yes],
    unsigned,
    keyExpired: 'accept',
    requires: [],
    validFrom: null,
    validTo: null,
  });
  if (!pack.ok) throw new Error(`${pack.error.at}: ${pack.error.message}`);
  return pack.value;
}

export const AGREEING: readonly RulePack[] = [packThatAgrees('refuse'), packThatAgrees('identity-only')];
const VACCINATED = factsOf({ product: 'EU/1/20/1528', doses: 2, firstDose: '2026-01-01', lastDose: '2026-03-01' });
const LISTS: ReadonlySet<(typeof TRUST_LISTS)[number]> = new Set(TRUST_LISTS);

export type VerdictFault = { readonly failure: 'green' | 'wrong-type'; readonly detail: string };

/** What is wrong with the verdicts on a pass, or null: green where nothing is authentic, or a verdict out of its type. */
export function verdictFault(pass: Pass, judgeBy: typeof judge = judge): VerdictFault | null {
  // of those that ship one, by chance, for speed
  const shipped = SHIPPED_PACKS[Number.parseInt(pass.identity.slice(0, 4), 16) % SHIPPED_PACKS.length];
  for (const pack of shipped === undefined ? AGREEING : [...AGREEING, shipped]) {
    for (const facts of [null, VACCINATED]) {
      const { colour, reasons } = judgeBy(inputOf(pass, pack, facts));
      if (colour !== REASONS[reasons[0]] || worstFirst(reasons).join() !== reasons.join()) {
        return { failure: 'wrong-type', detail: `${colour} for ${reasons}` };
      }
      const vouched = pass.signature === 'unsigned' && pack.unsigned === 'identity-only' && facts !== null;
      if (colour === 'green' && pass.signature !== 'valid' && !vouched) {
        return { failure: 'green', detail: `${pass.signature}, yet green by ${pack.id} (${pack.unsigned})` };
      }
    }
  }
  return null;
}

function inputOf(pass: Pass, pack: RulePack, facts: JudgeInput['facts']): JudgeInput {
  return {
    pass,
    facts,
    name: facts === null ? 'unknown' : 'same',
    status: pass.status === null ? 'none' : 'eligible',
    pack,
    now: NOW,
    clock: 'ok',
    trust: { state: 'fresh', ageHours: 0, issuedAt: NOW },
    copied: false,
    origin: 'elsewhere',
    roster: 'listed',
    lists: LISTS,
  };
}
