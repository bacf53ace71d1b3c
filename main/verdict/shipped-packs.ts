import euDemo from './packs/eu-demo.json' with { type: 'json' };
import vnDng from './packs/vn-dng.json' with { type: 'json' };
import vnFactory from './packs/vn-factory.json' with { type: 'json' };
import vnHcm from './packs/vn-hcm.json' with { type: 'json' };
import { parseRulePack, type RulePack } from './rule-pack.ts';

/** The packs of the program image, trusted as the program itself is. */
export const SHIPPED_PACKS: readonly RulePack[] = [vnHcm, vnDng, vnFactory, euDemo].map((json) => {
  const parsed = parseRulePack(json);
  if (!parsed.ok) throw new Error(`a shipped rule pack is wrong at ${parsed.error.at}: ${parsed.error.message}`);
  return parsed.value;
});
