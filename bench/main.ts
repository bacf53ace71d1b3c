import { keepMemoryFlat } from '../main/flat-memory.ts';
import { benchCommit } from './commit.ts';
import { benchDevices } from './devices.ts';
import { benchFacts } from './facts.ts';
import { benchGlass } from './glass.ts';
import { benchMemory } from './memory.ts';
import { benchSearch } from './search.ts';
import { benchStart } from './start.ts';
import { benchStatus } from './status.ts';
import { benchUpload } from './upload.ts';
import { benchVerify } from './verify.ts';

/** `chot bench [--full] [NAME]`: each figure beside its peer or limit from the same run; budgets stand in the design, section 9. */
const full = process.argv.includes('--full');
const BENCHES: Record<string, () => void | Promise<void>> = {
  verify: benchVerify,
  commit: benchCommit,
  memory: benchMemory,
  status: benchStatus,
  start: benchStart,
  facts: benchFacts,
  devices: benchDevices,
  upload: () => benchUpload(full),
  search: () => benchSearch(full),
  glass: benchGlass,
};

// as the station's own process does
keepMemoryFlat();

const names = process.argv.slice(2).filter((name) => name !== '--full');
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`no benchmark ${unknown}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) await BENCHES[name]?.();
