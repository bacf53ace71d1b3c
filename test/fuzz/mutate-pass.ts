import { Buffer } from 'node:buffer';
import { deflateSync, inflateSync } from 'node:zlib';
import { encodeBase45 } from '../../fixtures/issuer/base45.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateCbor } from './mutate-cbor.ts';
import { mutateJws } from './mutate-jws.ts';
import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';

/** The text of a pass, changed at one of the layers that it is made of, and wrapped again without being signed again. */
export function mutatePass(text: string, random: Random, other: string): string {
  if (random.once(3)) return mutateText(text, random, other);
  if (text.startsWith('HC1:')) return mutateHc1(text, random, other);
  if (text.startsWith('shc:/')) return mutateShc(text, random, other);
  if (/<[A-Za-z0-9_-]{116}$/.test(text)) return mutateSeal(text, random, other);
  return random.once(4) ? mutateHexField(text, random, other) : mutateText(text, random, other);
}

function mutateHc1(text: string, random: Random, other: string): string {
  const compressed = decodeBase45(text.slice(4));
  if (compressed === null) return mutateText(text, random, other);
  if (random.once(6)) return `HC1:${encodeBase45(mutateBytes(compressed, random))}`;
  const message = inflateSync(compressed);
  const changed = random.once(4) ? mutateBytes(message, random) : mutateCbor(message, random);
  return `HC1:${encodeBase45(compress(changed, random))}`;
}

/** Level 1 for speed; now and then with much behind it, or another stream. */
function compress(bytes: Uint8Array, random: Random): Uint8Array {
  const padded = random.once(60) ? Buffer.concat([bytes, Buffer.alloc(random.below(100_000))]) : bytes;
  const compressed = deflateSync(padded, { level: random.pick([0, 1, 1, 1]) });
  return random.once(60) ? Buffer.concat([compressed, deflateSync(bytes)]) : compressed;
}

/** Two digits a character of the JWS, its code less 45 (SMART Health Cards Framework, "Encoding Chunks as QR Codes"). */
function mutateShc(text: string, random: Random, other: string): string {
  const changed = mutateJws(jwsOf(text), random, jwsOf(other));
  let digits = '';
  for (const character of changed) digits += String(Math.max(0, character.charCodeAt(0) - 45)).padStart(2, '0');
  return `shc:/${random.once(50) ? `${random.below(4)}/${random.below(4)}/` : ''}${digits}`;
}

function jwsOf(text: string): string {
  const pairs = text.slice(text.lastIndexOf('/') + 1).match(/\d\d/g) ?? [];
  return pairs.map((pair) => String.fromCharCode(Number(pair) + 45)).join('');
}

/** The bytes of the seal, or the text that it covers. */
function mutateSeal(text: string, random: Random, other: string): string {
  const at = text.lastIndexOf('<') + 1;
  const before = text.slice(0, at);
  if (random.once(3)) return mutateText(before, random, other) + text.slice(at);
  const seal = mutateBytes(Buffer.from(text.slice(at), 'base64url'), random);
  const encoding = random.once(10) ? 'base64' : 'base64url';
  return before + Buffer.from(seal).toString(encoding);
}

/** Names of health-insurance cards are UTF-8 in hex: bytes changed beneath the hex. */
function mutateHexField(text: string, random: Random, other: string): string {
  const fields = text.split('|');
  const at = fields.findIndex((field) => /^([0-9a-fA-F]{2}){4,}$/.test(field) && /[a-fA-F]/.test(field));
  if (at < 0) return mutateText(text, random, other);
  fields[at] = Buffer.from(mutateBytes(Buffer.from(fields[at] ?? '', 'hex'), random)).toString('hex');
  return fields.join('|');
}
