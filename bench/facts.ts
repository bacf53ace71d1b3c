import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { encryptedFacts } from '../fixtures/issuer/facts.ts';
import { benchPerson } from './facts-people.ts';
import { against, print } from './figures.ts';
import { withScratch } from './scratch.ts';

const PEOPLE = 1_000_000;

/** Facts of a million people, encrypted: a second or two to load, and little more memory than their bytes. */
export async function benchFacts(): Promise<void> {
  await withScratch(async (directory) => {
    const identity = await generateX25519Identity();
    const people = Array.from({ length: PEOPLE }, (_, n) => benchPerson(n));
    const file = join(directory, 'bench.age');
    writeFileSync(file, await encryptedFacts({ locality: 'bench', people }, [await identityToRecipient(identity)]));
    const child = fileURLToPath(new URL('./facts.child.ts', import.meta.url));
    const said = execFileSync(process.execPath, ['--expose-gc', child, file, identity], { encoding: 'utf8' });
    const measured = JSON.parse(said);
    print('facts', {
      people: measured.people,
      MiB: measured.bytes / 2 ** 20,
      'load, seconds': against(measured.loadMs / 1000, 2, 'at most'),
      'longest pause, ms': measured.longestPauseMs,
      'resident against the file': measured.residentBytes / measured.bytes,
      'lookup by two numbers and a name, µs': measured.lookupUs,
    });
  });
}
