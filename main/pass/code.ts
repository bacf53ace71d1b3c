import { hash } from 'node:crypto';
import { ok } from '../contract/result.ts';
import type { PassFormatReader } from './format-reader.ts';

/** A number that an operator types, or that an SMS or a card carries: claims an identity, proves nothing. */
export const code: PassFormatReader = {
  format: 'code',
  recognises: (text) => /^\d{6,18}$/.test(text),
  read: (text) =>
    ok({
      format: 'code',
      issuer: null,
      kid: null,
      alg: null,
      signature: 'unsigned',
      signer: null,
      issuedAt: null,
      expiresAt: null,
      person: { name: '', birthDate: null, ids: [{ type: 'code', value: text }] },
      events: [],
      status: null,
      identity: hash('sha256', text, 'hex'),
    }),
};
