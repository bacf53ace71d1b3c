import { Buffer } from 'node:buffer';
import { generateX25519Identity } from 'age-encryption';
import type { SignerEntry } from '../../fixtures/issuer/keys.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { placesFile } from '../../fixtures/issuer/places.ts';
import { revocationFile } from '../../fixtures/issuer/revocation.ts';
import { rosterFile } from '../../fixtures/issuer/roster.ts';
import { issueStatusList } from '../../fixtures/issuer/status-list.ts';
import { trustTargets } from '../../fixtures/issuer/trust-targets.ts';
import { recipientOf } from '../../main/trust/age-file.ts';
import { loadTrust } from '../../main/trust/load-trust.ts';
import type { Trust } from '../../main/trust/trust.ts';
import { LOCALITY, PEOPLE, PLACES, REVOKED, ROSTER, SECOND } from './made-up-lists.ts';

/** The targets of a station's trust by name, in base64, and the age identity that they are for. */
export type StationTrust = { readonly identity: string; readonly targets: Readonly<Record<string, string>> };

/** Every list that a station can have: facts of whom the passes name, a roster with them, places, statuses, revocations. */
export async function issueStationTrust(signers: readonly unknown[]): Promise<StationTrust> {
  const identity = await generateX25519Identity();
  const lists = makeSigner({ alg: 'ES256', formats: ['status'] });
  const status = { bits: 4, size: 64, entries: new Map([[17, 3]]), sub: 'https://status.example/status/1' } as const;
  const content = {
    signers: [...signers, lists.entry] as readonly SignerEntry[],
    statusLists: new Map([['1', issueStatusList({ signer: lists, ...status, iat: SECOND })]]),
    facts: new Map([[LOCALITY, PEOPLE]]),
    others: new Map([
      [`places/${LOCALITY}.json`, placesFile(PLACES)],
      [`roster/${ROSTER.site}.json`, rosterFile(ROSTER)],
      ['revocation/vn.bin', revocationFile({ ...REVOKED, country: 'VN' })],
    ]),
  };
  const targets = await trustTargets(content, [await recipientOf(identity)]);
  const base64 = [...targets].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const);
  return { identity, targets: Object.fromEntries(base64) };
}

export async function loadStationTrust({ identity, targets }: StationTrust): Promise<Trust> {
  const read = (name: string) => Buffer.from(targets[name] ?? '', 'base64');
  const trust = await loadTrust({ issuedAt: SECOND * 1000, names: Object.keys(targets).sort(), read }, { identity });
  if (!trust.ok) throw new Error(`the trust of the corpus is refused: ${trust.error.message}`);
  if (trust.value.notices.length > 0) throw new Error(JSON.stringify(trust.value.notices));
  return trust.value;
}
