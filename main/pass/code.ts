import { ok } from '../contract/result.ts';
import type { PassFormatReader } from './format-reader.ts';
import { unsignedPass } from './unsigned-pass.ts';

/** A number that an operator types, or that an SMS or a card carries: claims an identity, proves nothing. */
export const code: PassFormatReader = {
  format: 'code',
  recognises: (text) => /^\d{6,18}$/.test(text),
  read: (text) => ok(unsignedPass('code', text, { name: '', birthDate: null, ids: [{ type: 'code', value: text }] })),
};
