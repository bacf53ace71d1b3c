import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { encode } from 'cborg';
import { encryptedFacts, factsFile } from '../../fixtures/issuer/facts.ts';
import { makeSigner, type SignerEntry } from '../../fixtures/issuer/keys.ts';
import { placesFile } from '../../fixtures/issuer/places.ts';
import { revocationFile } from '../../fixtures/issuer/revocation.ts';
import { rosterFile } from '../../fixtures/issuer/roster.ts';
import { makeShcSigner } from '../../fixtures/issuer/shc.ts';
import { signedPackFile } from '../../fixtures/issuer/signed-pack.ts';
import { signTime } from '../../fixtures/issuer/signed-time.ts';
import { issueStatusList, packStatusList } from '../../fixtures/issuer/status-list.ts';
import { publicVectors } from '../../fixtures/public-vectors.ts';
import { createScene } from '../../fixtures/trust/scene.ts';
import { recipientOf } from '../../main/trust/age-file.ts';
import { trustLayout } from '../../main/trust/tuf/layout.ts';
import { SHIPPED_PACKS } from '../../main/verdict/shipped-packs.ts';
import { LOCALITY, PEOPLE, PLACES, REVOKED, ROSTER, SECOND } from './made-up-lists.ts';
import type { TrustKind } from './trust-kinds.ts';

/** Valid files of every kind that a station is told to trust, in base64, and what it trusts them by. */
export type TrustCorpus = {
  readonly signers: readonly SignerEntry[];
  /** The station's, `AGE-SECRET-KEY-1…`. */
  readonly identity: string;
  readonly files: readonly { readonly kind: TrustKind; readonly name: string; readonly base64: string }[];
  /** Metadata of an installed set, by file. */
  readonly metadata: Readonly<Record<string, string>>;
};

export const STATUS_LIST = '1';
/** What the station sent when it asked for the time. */
export const NONCE = new Uint8Array(16).fill(7);

/** Freshly issued, so that the newest writer of each kind is what its reader is tried with. */
export async function issueTrustCorpus(): Promise<TrustCorpus> {
  const formats = ['status', 'rules', 'time'];
  const es256 = makeSigner({ alg: 'ES256', country: 'VN', formats });
  const rsa = makeSigner({ alg: 'PS256', country: 'VN', formats });
  const signers = [es256, rsa, makeShcSigner({ country: 'XX', issuer: 'https://health.example/shc' })].map(
    ({ entry }) => entry,
  );
  const identity = await generateX25519Identity();
  const file = (kind: TrustKind, name: string, bytes: Uint8Array | string) => ({
    kind,
    name,
    base64: Buffer.from(bytes as string).toString('base64'),
  });
  const list = {
    bits: 4,
    size: 4096,
    entries: new Map([
      [17, 1],
      [4095, 15],
    ]),
  } as const;
  const token = { ...list, sub: `https://status.example/status/${STATUS_LIST}`, iat: SECOND };
  const lst = packStatusList(list);
  const bare = { bits: 4, lst: Buffer.from(lst).toString('base64url') };
  const claims = { sub: token.sub, iat: SECOND, exp: SECOND + 86_400, status_list: bare };
  const jwt = ['{"alg":"ES256","typ":"statuslist+jwt"}', JSON.stringify(claims), 'signature'];
  const facts = { locality: LOCALITY, people: PEOPLE };
  return {
    signers,
    identity,
    files: [
      file('status', 'ES256', issueStatusList({ signer: es256, ...token })),
      file('status', 'PS256, exp and ttl', issueStatusList({ signer: rsa, ...token, exp: SECOND + 86_400, ttl: 3600 })),
      file('status-import', 'JSON', JSON.stringify(bare)),
      file('status-import', 'CBOR', encode({ bits: 4, lst })),
      file('status-import', 'CBOR in hex', Buffer.from(encode({ bits: 4, lst })).toString('hex')),
      file('status-import', 'JWT', jwt.map((part) => Buffer.from(part).toString('base64url')).join('.')),
      file('signers', 'keys', JSON.stringify([...signers, ...publicCertificates()])),
      file('facts', 'decrypted', factsFile(facts)),
      file('facts-encrypted', 'age', await encryptedFacts(facts, [await recipientOf(identity)])),
      file('revocation', 'DE', revocationFile({ ...REVOKED, country: 'DE' })),
      file('revocation', 'empty', revocationFile({ country: 'VN', ...REVOKED, hashes: {} })),
      file('places', LOCALITY, placesFile(PLACES)),
      file('roster', 'shifts', rosterFile(ROSTER)),
      file('signed-pack', 'ES256', signedPackFile(es256, SHIPPED_PACKS[0])),
      file('signed-pack', 'PS256', signedPackFile(rsa, SHIPPED_PACKS[1])),
      ...SHIPPED_PACKS.map((pack) => file('pack', pack.id, JSON.stringify(pack))),
      file(
        'timestamp',
        'timestamp',
        JSON.stringify({ signed: { _type: 'timestamp', issuedAt: '2026-11-22T00:00:00Z' } }),
      ),
      file('time', 'ES256', signTime({ signer: es256, time: SECOND * 1000, nonce: NONCE })),
      file('time', 'PS256', signTime({ signer: rsa, time: SECOND * 1000 + 250, nonce: NONCE })),
    ],
    metadata: await installedMetadata(),
  };
}

/** Real certificates have more in them than bare keys. */
function publicCertificates(): readonly { readonly kid: string; readonly certificate: string }[] {
  const vectors = publicVectors<{ kid: string; certificate: string }[]>('hc1-acceptance-certificates.json') ?? [];
  return vectors.slice(0, 3).map(({ kid, certificate }) => ({ kid, certificate }));
}

/** Of a made-up repository, as a station has installed it. */
async function installedMetadata(): Promise<Record<string, string>> {
  const scene = createScene();
  try {
    const updated = await scene.update();
    if (!updated.ok) throw new Error(updated.error.message);
    const [set = ''] = readdirSync(trustLayout(scene.data).sets);
    const folder = trustLayout(scene.data).set(Number(set));
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
  } finally {
    scene.remove();
  }
}
