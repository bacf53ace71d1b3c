import { hash } from 'node:crypto';
import type { Pass, Person, PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { looksLikeBhyt } from './bhyt.ts';
import { isCalendarDay } from './calendar-day.ts';
import type { FormatProblem, PassFormatReader } from './format-reader.ts';
import { insuranceIds } from './insurance-number.ts';
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
 * taken for a format without signatures. No document number has a colon, which begins other formats.
 */
export const qr1405: PassFormatReader = {
  format: 'qr1405',
  recognises: (text) =>
    /^[^|:]*(?:\|[^|]*){5}$/.test(text) ||
    (/^[^|:]*(?:\|[^|]*){2}\|\s*[01]\s*(?:\|[^|]*){3}/.test(text) && !looksLikeBhyt(text)),
  read: readQr1405,
};

function readQr1405(text: string, keyring: Keyring): Result<Pass, FormatProblem> {
  const slots = text.slice(text.lastIndexOf('|') + 1).split('<');
  const seal = slots.length === SEALED_SLOTS ? parseSeal(slots[SEAL_SLOT] ?? '') : null;
  const others = text.split(/[|<]/);
  if (seal !== null) others.pop();
  if (others.some((value) => beginsAsSeal(value.trimStart()))) return err('seal-misplaced');
  return seal === null ? readUnsigned(text) : readSealed(text, seal, slots, keyring);
}

/** Without a seal nothing is signed, so that white space around values and a missing first `<` can be made good. */
function readUnsigned(text: string): Result<Pass, FormatProblem> {
  const fields = text.split('|', FIELDS + 1).map((field) => field.trim());
  const slots = (fields[FIELDS - 1] ?? '').split('<').map((slot) => slot.trim());
  const person = readPerson(fields, withLeadingSlot(slots));
  return person === null ? err('fields') : ok(unsignedPass('qr1405', text.trim(), person));
}

function readSealed(text: string, seal: Seal, slots: readonly string[], keyring: Keyring): Result<Pass, FormatProblem> {
  const person = readPerson(text.split('|', FIELDS + 1), slots);
  const textBeforeSeal = text.slice(0, text.lastIndexOf('<') + 1);
  if (person === null || !/^[ -~]*$/.test(textBeforeSeal)) return err('fields');
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

/** Values masked with `*`, as phones show them by default, identify nobody (domain.md section 1.1). */
function readPerson(fields: readonly string[], slots: readonly string[]): Person | null {
  const [document = '', name = '', born = '', kind = '', qid = ''] = fields;
  const birthDate = birthDateOf(born);
  const wellFormed =
    fields.length === FIELDS &&
    /^[0-9A-Za-z*]{0,20}$/.test(document) &&
    name.trim() !== '' &&
    name.length <= 200 &&
    /^[01]$/.test(kind) &&
    /^[0-9A-Za-z-]{1,64}$/.test(qid);
  if (!wellFormed || birthDate === undefined) return null;
  const [, , insurance = '', phone = ''] = slots;
  const ids: PersonId[] = [{ type: 'qid', value: qid }];
  if (document !== '' && !document.includes('*')) ids.push({ type: documentType(document), value: document });
  ids.push(...insuranceIds(insurance));
  if (/^\+?\d{8,15}$/.test(phone)) ids.push({ type: 'phone', value: phone });
  return { name, birthDate, ids };
}

/** CMND has 9 digits, CCCD 12; anything else is a passport. */
function documentType(document: string): PersonId['type'] {
  if (/^\d{12}$/.test(document)) return 'cccd';
  return /^\d{9}$/.test(document) ? 'cmnd' : 'document';
}

/** A day, a year alone (many old people know no more) or with day and month masked, or nothing, null; else undefined. */
function birthDateOf(text: string): string | null | undefined {
  if (text === '') return null;
  const [, year] = /^((?:18|19|20)\d\d)(?:-\*\*-\*\*)?$/.exec(text) ?? [];
  return year ?? (isCalendarDay(text) ? text : undefined);
}
