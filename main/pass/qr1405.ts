import { hash } from 'node:crypto';
import type { Pass, Person, PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import type { Keyring } from './keyring.ts';
import { beginsAsSeal, parseSeal, type Seal, sealedBytes } from './seal.ts';
import { unsignedPass } from './unsigned-pass.ts';
import { verifySignature } from './verify-signature.ts';

const FIELDS = 6;
/** Place of the seal among the values of EXT: proxyQID, sex, health insurance, phone, seal. */
const SEAL_SLOT = 4;
const SEALED_SLOTS = 5;

/**
 * Personal QR of Decision 1405/QD-BTTTT version 1.1: `SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`, sealed or not. Longer
 * ones whose fourth field is that of this format are recognised too, so that a sealed code with something appended is not
 * taken for a format without signatures.
 */
export const qr1405: PassFormatReader = {
  format: 'qr1405',
  recognises: (text) => {
    const fields = text.split('|', FIELDS + 1);
    return fields.length === FIELDS || (fields.length > FIELDS && /^[01]$/.test(fields[3] ?? ''));
  },
  read: readQr1405,
};

function readQr1405(text: string, keyring: Keyring): Result<Pass, FormatProblem> {
  const slots = text.slice(text.lastIndexOf('|') + 1).split('<');
  const seal = slots.length === SEALED_SLOTS ? parseSeal(slots[SEAL_SLOT] ?? '') : null;
  const others = text.split(/[|<]/);
  if (seal !== null) others.pop();
  if (others.some(beginsAsSeal)) return err('seal-misplaced');
  const person = readPerson(text.split('|'), seal === null ? withLeadingSlot(slots) : slots);
  if (person === null) return err('fields');
  return seal === null ? ok(unsignedPass('qr1405', text, person)) : readSealed(text, seal, person, keyring);
}

function readSealed(text: string, seal: Seal, person: Person, keyring: Keyring): Result<Pass, FormatProblem> {
  const textBeforeSeal = text.slice(0, text.lastIndexOf('<') + 1);
  if (!/^[ -~]*$/.test(textBeforeSeal)) return err('fields');
  const signed = sealedBytes(textBeforeSeal, seal.head);
  const candidates = keyring.find(seal.kid, 'qr1405');
  const key = candidates.find((each) => verifySignature(each, signed, seal.signature));
  const otherwise = candidates.length === 0 ? 'unknown-key' : 'invalid';
  return ok({
    ...unsignedPass('qr1405', text, person),
    kid: seal.kid,
    alg: (key ?? candidates[0])?.alg ?? null,
    signature: key === undefined ? otherwise : 'valid',
    signer: key?.signer ?? null,
    issuedAt: seal.issuedAt * 1000,
    expiresAt: seal.expiresAt * 1000,
    status: seal.status === null ? null : { list: String(seal.status.list), index: seal.status.index },
    identity: hash('sha256', signed, 'hex'),
  });
}

/** Codes in use leave out an empty first slot with its `<`: then the first value is the sex. */
function withLeadingSlot(slots: readonly string[]): readonly string[] {
  return /^[012]$/.test(slots[0] ?? '') ? ['', ...slots] : slots;
}

function readPerson(fields: readonly string[], slots: readonly string[]): Person | null {
  const [document = '', name = '', birthDate = '', kind = '', qid = ''] = fields;
  const wellFormed =
    fields.length === FIELDS &&
    /^[0-9A-Za-z*]{0,20}$/.test(document) &&
    name.trim() !== '' &&
    name.length <= 200 &&
    isBirthDate(birthDate) &&
    /^[01]$/.test(kind) &&
    /^[0-9A-Za-z-]{1,64}$/.test(qid);
  if (!wellFormed) return null;
  const [, , insurance = '', phone = ''] = slots;
  const ids: PersonId[] = [{ type: 'qid', value: qid }];
  if (document !== '' && !document.includes('*')) ids.push({ type: documentType(document), value: document });
  // Optional values that are absent (BHYT is then "00") or masked with `*` identify nobody.
  if (/^[0-9A-Z]{10,15}$/.test(insurance)) ids.push({ type: 'bhyt', value: insurance });
  if (/^\+?\d{8,15}$/.test(phone)) ids.push({ type: 'phone', value: phone });
  return { name, birthDate: birthDate === '' ? null : birthDate, ids };
}

/** CMND has 9 digits, CCCD 12; anything else is a passport. */
function documentType(document: string): PersonId['type'] {
  if (/^\d{12}$/.test(document)) return 'cccd';
  return /^\d{9}$/.test(document) ? 'cmnd' : 'document';
}

/** A day, a year alone (many old people know no more), or nothing. */
function isBirthDate(text: string): boolean {
  if (text === '' || /^(18|19|20)\d\d$/.test(text)) return true;
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
