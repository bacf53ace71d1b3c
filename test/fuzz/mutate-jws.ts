import { Buffer } from 'node:buffer';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';

/** A JWS in compact form (RFC 7515 section 7.1) with its header, payload, signature or dots changed, not signed again. */
export function mutateJws(jws: string, random: Random, other: string): string {
  if (random.once(6)) return mutateText(jws, random, other);
  const parts = jws.split('.');
  const at = random.below(Math.min(3, parts.length));
  const part = Buffer.from(parts[at] ?? '', 'base64url');
  parts[at] = (at === 2 ? mutateSignature(part, random, other) : mutateSigned(part, random)).toString('base64url');
  if (random.once(30)) parts.push(parts[random.below(parts.length)] ?? '');
  return parts.join('.');
}

function mutateSigned(part: Buffer, random: Random): Buffer {
  const text = part.toString('utf8');
  if (text.startsWith('{')) return Buffer.from(mutateJson(text, random), 'utf8');
  if (random.once(4)) return Buffer.from(mutateBytes(part, random));
  return deflated(mutateJson(inflated(part), random), random);
}

/** Raw deflate (SMART Health Cards); what cannot be inflated is left as text. */
function inflated(part: Buffer): string {
  try {
    return inflateRawSync(part, { maxOutputLength: 1 << 20 }).toString('utf8');
  } catch {
    return part.toString('latin1');
  }
}

function deflated(text: string, random: Random): Buffer {
  const padded = random.once(50) ? text + ' '.repeat(random.below(200_000)) : text;
  const bytes = deflateRawSync(padded, { level: 1 });
  return random.once(50) ? Buffer.concat([bytes, random.bytes(random.length(20))]) : bytes;
}

function mutateSignature(part: Buffer, random: Random, other: string): Buffer {
  if (random.once(4)) return Buffer.from(other.split('.')[2] ?? '', 'base64url');
  return random.once(8) ? Buffer.alloc(64) : Buffer.from(mutateBytes(part, random));
}
