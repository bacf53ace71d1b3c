import { hash } from 'node:crypto';
import type { Pass, PassFormat, Person } from '../contract/pass.ts';

/** A pass that only claims who somebody is. Its identity is the hash of the whole text: nothing in it was signed. */
export function unsignedPass(format: PassFormat, text: string, person: Person): Pass {
  return {
    format,
    issuer: null,
    kid: null,
    alg: null,
    signature: 'unsigned',
    signer: null,
    issuedAt: null,
    expiresAt: null,
    person,
    events: [],
    status: null,
    identity: hash('sha256', text, 'hex'),
  };
}
