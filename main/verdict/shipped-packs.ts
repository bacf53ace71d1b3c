import vnHcm from './packs/vn-hcm.json' with { type: 'json' };
import { parseRulePack, type RulePack } from './rule-pack.ts';

/** The packs of the program image, trusted as the program itself is. */
export const SHIPPED_PACKS: readonly RulePack[] = [vnHcm].map((json) => {
  const parsed = parseRulePack(json);
  if (!parsed.ok) throw new Error(`a shipped rule pack is wrong at ${parsed.error.at}: ${parsed.error.message}`);
  return parsed.value;
});
