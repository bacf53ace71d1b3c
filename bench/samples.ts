import { verify } from 'node:crypto';
import { issueHc1 } from '../fixtures/issuer/hc1.ts';
import { makeSigner, type Signer } from '../fixtures/issuer/keys.ts';
import { decodeBase45 } from '../main/pass/base45.ts';
import { type CoseSign1, parseCoseSign1 } from '../main/pass/cose-sign1.ts';
import { inflate } from '../main/pass/inflate.ts';
import { parseSigners } from '../main/pass/keyring.ts';
import type { Circumstances } from '../main/station/answer.ts';
import { emptyTrust } from '../main/trust/trust.ts';

const DAY_S = 86_400;

/** Distinct ES256 vaccination passes of one issuer, as large as real ones. `now`: milliseconds since the epoch. */
export function samplePasses(
  count: number,
  now: number,
  signer: Signer = makeSigner({ alg: 'ES256', country: 'VN' }),
): { readonly signer: Signer; readonly texts: readonly string[] } {
  const seconds = Math.floor(now / 1000);
  const texts = Array.from({ length: count }, (_, index) =>
    issueHc1({
      signer,
      iss: 'VN',
      iat: seconds - 60 * DAY_S,
      exp: seconds + 300 * DAY_S,
      dcc: {
        ver: '1.3.0',
        nam: { fn: 'Nguyễn', gn: `Văn Minh ${index}`, fnt: 'NGUYEN', gnt: `VAN<MINH<${index}` },
        dob: '1987-01-18',
        v: [
          {
            tg: '840539006',
            vp: 'J07BX03',
            mp: 'EU/1/21/1529',
            ma: 'ORG-100001699',
            dn: 2,
            sd: 2,
            dt: new Date(now - 90 * DAY_S * 1000).toISOString().slice(0, 10),
            co: 'VN',
            is: 'Bộ Y tế',
            ci: `URN:UVCI:01:VN:${index.toString(16).toUpperCase().padStart(32, '0')}`,
          },
        ],
      },
    }),
  );
  return { signer, texts };
}

export type BenchWorld = {
  readonly texts: readonly string[];
  readonly circumstances: Circumstances;
  /** The bare signature check of the pass at an index, and nothing else. */
  readonly verifyBare: (index: number) => boolean;
};

/** Sample passes, a station's trust in their issuer, and the same messages laid bare for `crypto.verify` alone. */
export function benchWorld(count: number, now: number): BenchWorld {
  const { signer, texts } = samplePasses(count, now);
  const signers = parseSigners([signer.entry]);
  const key = signers.ok ? signers.value.keys[0] : undefined;
  if (!signers.ok || key === undefined) throw new Error('the demo signer does not parse');
  const trust = emptyTrust(signers.value.keys);
  const pack = trust.pack('vn-hcm');
  if (pack === null) throw new Error('the shipped pack is missing');
  const messages = texts.map(messageOf);
  const options = { key: key.key, dsaEncoding: 'ieee-p1363' } as const;
  return {
    texts,
    circumstances: {
      trust,
      pack,
      now,
      clock: 'ok',
      trustAge: { state: 'unknown', ageHours: null, issuedAt: null },
      seen: () => null,
      unit: null,
      othersAdmittedSince: () => 0,
    },
    verifyBare(index) {
      const message = messages[index % messages.length];
      return message !== undefined && verify('sha256', message.signedBytes, options, message.signature);
    },
  };
}

function messageOf(text: string): CoseSign1 {
  const compressed = decodeBase45(text.slice('HC1:'.length));
  const inflated = compressed === null ? null : inflate(compressed);
  const message = inflated?.ok ? parseCoseSign1(inflated.value) : null;
  if (!message?.ok) throw new Error('a sample pass does not decode');
  return message.value;
}
