import { Buffer } from 'node:buffer';
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Facts, FactsFinding } from '../contract/facts.ts';
import type { IdType, Person, PersonId } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import {
  FACTS_MAGIC,
  FACTS_VERSION,
  FLAGS,
  HASH_BYTES,
  HEAD,
  ID_TAIL_BYTES,
  NAME_BYTES,
  RECORD,
} from './facts-layout.ts';
import { type FactsTexts, readRecord, recordFault } from './facts-record.ts';
import { hasSpellings, nameHash } from './name-binding.ts';
import { pause } from './pause.ts';
import { LOOKUP_TYPES, personHash } from './person-hash.ts';
import { findHash, firstOutOfOrder, type HashTable } from './sorted-hashes.ts';

/**
 * A facts file, decrypted (docs/trust-formats.md): header, texts, one record a person, and the hashes of their identifiers in
 * ascending order, each with the number of its record. It is used as it lies there: nothing is made of a person before one
 * is looked up.
 */
export type FactsIndex = {
  readonly locality: string;
  /** Number of people. */
  readonly people: number;
  /** Every record that one of the person's identifiers leads to, each once. */
  find(person: Person): FoundRecord[];
};

export type FoundRecord = {
  readonly facts: Facts;
  /** Identifiers that led to it. */
  readonly ids: readonly PersonId[];
  /** Their kinds, each once. */
  readonly matched: readonly IdType[];
  readonly name: FactsFinding['name'];
};

/** `error`: what is wrong, and where. The event loop is free every millisecond or so while its tables are checked. */
export async function openFactsFile(bytes: Uint8Array): Promise<Result<FactsIndex, string>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD.size) return err('it is cut short');
  if (textOf(bytes, HEAD.magic, FACTS_MAGIC.length) !== FACTS_MAGIC) return err('it is no facts file');
  if (view.getUint8(HEAD.version) !== FACTS_VERSION)
    return err(`it has version ${view.getUint8(HEAD.version)}, this program reads ${FACTS_VERSION}`);
  if (view.getUint32(HEAD.reserved) !== 0) return err('its header has values without a meaning');
  const hashBytes = view.getUint8(HEAD.hashBytes);
  if (hashBytes < HASH_BYTES.least || hashBytes > HASH_BYTES.most) return err(`hashes of ${hashBytes} bytes`);
  const records = { from: HEAD.size + view.getUint32(HEAD.texts), count: view.getUint32(HEAD.records) };
  const idsFrom = records.from + records.count * RECORD.size;
  const ids = { bytes, from: idsFrom, count: view.getUint32(HEAD.ids), hashBytes, tailBytes: ID_TAIL_BYTES };
  if (idsFrom + ids.count * (hashBytes + ID_TAIL_BYTES) !== bytes.length) return err('its length is not what it says');
  const texts = readTexts(view, records.from);
  if (!texts.ok) return texts;
  const fault = (await recordsFault(view, records, texts.value)) ?? (await idsFault(view, ids, records.count));
  if (fault !== null) return err(fault);
  const key = createSecretKey(bytes.subarray(HEAD.key, HEAD.size));
  return ok({
    locality: texts.value.locality,
    people: records.count,
    find: (person) => findRecords({ view, key, ids, recordsFrom: records.from, texts: texts.value }, person),
  });
}

type Texts = FactsTexts & { readonly locality: string };

/** Each is a text in memory, unlike records. Hanoi had 68,827 places that scanned. */
const MAX_SITES = 200_000;

/** Locality, products, sites: each its length in bytes (uint16) and UTF-8; together as long as the header says. */
function readTexts(view: DataView, end: number): Result<Texts, string> {
  const products = view.getUint16(HEAD.products);
  const sites = view.getUint32(HEAD.sites);
  if (sites > MAX_SITES) return err(`more than ${MAX_SITES} sites`);
  const count = 1 + products + sites;
  const all: string[] = [];
  let at: number = HEAD.size;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  while (all.length < count) {
    const length = at + 2 <= Math.min(end, view.byteLength) ? view.getUint16(at) : 0;
    if (length === 0 || at + 2 + length > Math.min(end, view.byteLength)) return err(`text ${all.length} is not there`);
    try {
      all.push(decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at + 2, length)));
    } catch {
      return err(`text ${all.length} is not UTF-8`);
    }
    at += 2 + length;
  }
  if (at !== end) return err('its texts are shorter than it says');
  const [locality = '', ...rest] = all;
  const texts = { locality, products: rest.slice(0, products), sites: rest.slice(products) };
  if (texts.products.some((product) => product.length > 64)) return err('a product of more than 64 characters');
  return texts.sites.some((site) => site.length > 120) ? err('a site of more than 120 characters') : ok(texts);
}

/** Entries that are checked without a pause. */
const AT_ONCE = 20_000;

async function recordsFault(
  view: DataView,
  records: { readonly from: number; readonly count: number },
  texts: FactsTexts,
): Promise<string | null> {
  for (let record = 0; record < records.count; record++) {
    const fault = recordFault(view, records.from + record * RECORD.size, texts);
    if (fault !== null) return `record ${record}: ${fault}`;
    if (record % AT_ONCE === AT_ONCE - 1) await pause();
  }
  return null;
}

async function idsFault(view: DataView, ids: HashTable, records: number): Promise<string | null> {
  for (let first = 0; first < ids.count; first += AT_ONCE) {
    const end = Math.min(first + AT_ONCE, ids.count);
    const misplaced = firstOutOfOrder(ids, first, end);
    if (misplaced !== -1) return `identifier ${misplaced} is out of order, or one of two people`;
    for (let entry = first; entry < end; entry++) {
      if (recordOf(view, ids, entry) >= records) return `identifier ${entry} is of no record`;
    }
    await pause();
  }
  return null;
}

function recordOf(view: DataView, ids: HashTable, entry: number): number {
  return view.getUint32(ids.from + entry * (ids.hashBytes + ids.tailBytes) + ids.hashBytes);
}

type Opened = {
  readonly view: DataView;
  readonly key: KeyObject;
  readonly ids: HashTable;
  readonly recordsFrom: number;
  readonly texts: FactsTexts;
};

function findRecords({ view, key, ids, recordsFrom, texts }: Opened, person: Person): FoundRecord[] {
  const found = new Map<number, PersonId[]>();
  for (const id of person.ids) {
    const entry = LOOKUP_TYPES.includes(id.type) ? findHash(ids, personHash(key, id)) : -1;
    if (entry === -1) continue;
    const record = recordOf(view, ids, entry);
    found.set(record, [...(found.get(record) ?? []), id]);
  }
  return [...found].map(([record, by]) => {
    const at = recordsFrom + record * RECORD.size;
    return {
      facts: readRecord(view, at, texts),
      ids: by,
      matched: [...new Set(by.map(({ type }) => type))],
      name: nameOf(view, at, key, person),
    };
  });
}

function nameOf(view: DataView, at: number, key: KeyObject, person: Person): FactsFinding['name'] {
  if ((view.getUint8(at + RECORD.flags) & FLAGS.named) === 0) return 'unknown';
  const shown = nameHash(key, person);
  if (shown === null) return 'unknown';
  const registered = new Uint8Array(view.buffer, view.byteOffset + at + RECORD.name, NAME_BYTES);
  if (Buffer.compare(shown, registered) === 0) return 'same';
  return hasSpellings(person.name) ? 'unknown' : 'other';
}

function textOf(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('latin1');
}
