import { createHmac } from 'node:crypto';
import { makeSigner, type Signer } from '../fixtures/issuer/keys.ts';
import { issueStatusList } from '../fixtures/issuer/status-list.ts';

export const ENTRIES = 10_000_000;
const BITS = 4;

/** A Token Status List of 10 million entries at 4 bits that cannot be compressed, and who signed it. */
export function largeStatusList(now: number): { readonly list: Uint8Array; readonly signer: Signer } {
  const signer = makeSigner({ alg: 'ES256', country: 'VN', formats: ['status'] });
  const sub = 'https://status.example/status/1';
  const list = issueStatusList({ signer, bits: BITS, size: ENTRIES, entries: randomEntries(), sub, iat: now / 1000 });
  return { list, signer };
}

/** Every entry has a value, as good as random and always the same. */
function randomEntries(): Map<number, number> {
  const entries = new Map<number, number>();
  const perHash = 64;
  for (let block = 0; block < ENTRIES / perHash; block++) {
    const bytes = createHmac('sha256', 'entries').update(String(block)).digest();
    for (let n = 0; n < perHash; n++) entries.set(block * perHash + n, ((bytes[n >> 1] ?? 0) >> ((n % 2) * 4)) & 15);
  }
  return entries;
}
