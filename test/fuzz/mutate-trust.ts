import { Buffer } from 'node:buffer';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateCbor } from './mutate-cbor.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateJws } from './mutate-jws.ts';
import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';
import type { TrustKind } from './trust-kinds.ts';

/** A file of a kind, changed at one of the layers that it is made of, without being signed again. */
export function mutateTrust(kind: TrustKind, bytes: Uint8Array, random: Random): Uint8Array {
  switch (kind) {
    case 'status':
    case 'time':
      return random.once(4) ? mutateBytes(bytes, random) : mutateCbor(bytes, random);
    case 'status-import':
      return mutateByLook(bytes, random);
    case 'facts':
    case 'revocation':
      return random.once(3) ? mutateHead(bytes, random) : mutateBytes(bytes, random);
    case 'facts-encrypted':
      return mutateBytes(bytes, random);
    case 'signed-pack':
      return random.once(3) ? mutateJsonBytes(bytes, random) : mutateEnvelope(bytes, random);
    default:
      return random.once(10) ? mutateBytes(bytes, random) : mutateJsonBytes(bytes, random);
  }
}

function mutateJsonBytes(bytes: Uint8Array, random: Random): Uint8Array {
  return Buffer.from(mutateJson(Buffer.from(bytes).toString('utf8'), random), 'utf8');
}

function mutateByLook(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.startsWith('{')) return mutateJsonBytes(bytes, random);
  if (text.startsWith('eyJ')) return Buffer.from(mutateJws(text, random, text), 'utf8');
  if (!/^[0-9a-f]+$/.test(text)) return mutateCbor(bytes, random);
  const changed = Buffer.from(mutateCbor(Buffer.from(text, 'hex'), random)).toString('hex');
  return Buffer.from(random.once(3) ? mutateText(text, random, changed) : changed, 'utf8');
}

/** Counts and lengths stand in front: there a change leads furthest. */
function mutateHead(bytes: Uint8Array, random: Random): Uint8Array {
  const head = 12 + random.below(48);
  return Buffer.concat([mutateBytes(bytes.subarray(0, head), random), bytes.subarray(head)]);
}

/** A member of {protected, payload, signature}, beneath its base64url. */
function mutateEnvelope(bytes: Uint8Array, random: Random): Uint8Array {
  const envelope = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, string>;
  const { protected: header = '', payload = '', signature = '' } = envelope;
  const [newHeader = '', newPayload = '', newSignature = ''] = mutateJws(
    `${header}.${payload}.${signature}`,
    random,
    '',
  ).split('.');
  return Buffer.from(
    JSON.stringify({ ...envelope, protected: newHeader, payload: newPayload, signature: newSignature }),
  );
}
