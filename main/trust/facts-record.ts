import type { Facts } from '../contract/facts.ts';
import { DECLARATIONS, FLAGS, NONE, RECORD, TESTS } from './facts-layout.ts';

/** One record of a facts file: the check of its bytes, and the facts that they say. */

/** What the numbers in a record stand for. */
export type FactsTexts = { readonly products: readonly string[]; readonly sites: readonly string[] };

/** What is wrong with the record that begins at `at`; null: nothing. */
export function recordFault(view: DataView, at: number, { products, sites }: FactsTexts): string | null {
  const byte = (place: number) => view.getUint8(at + place);
  const word = (place: number) => view.getUint32(at + place);
  const product = view.getUint16(at + RECORD.product);
  if (product !== NONE.uint16 && product >= products.length) return 'its product is not in the file';
  if (byte(RECORD.doses) > MAX_DOSES) return `it has more than ${MAX_DOSES} doses`;
  if ((byte(RECORD.flags) & ~(FLAGS.sealed | FLAGS.named)) !== 0) return 'a flag has no meaning';
  if (byte(RECORD.test) >= TESTS.length) return 'its test has no meaning';
  if ((byte(RECORD.test) === 0) !== (word(RECORD.sampledAt) === NONE.uint32)) return 'a test goes with its time';
  if (byte(RECORD.declaration) >= DECLARATIONS.length) return 'its declaration has no meaning';
  if ((byte(RECORD.declaration) === 0) !== (word(RECORD.declaredAt) === NONE.uint32))
    return 'a declaration goes with its time';
  if (!isUnit(word(RECORD.unit))) return 'its unit is no code of 2, 3 or 5 digits';
  const site = word(RECORD.site);
  if ((site === NONE.uint32) !== (word(RECORD.seenAt) === NONE.uint32)) return 'a sighting has a time and a site';
  if (site !== NONE.uint32 && site >= sites.length) return 'its site is not in the file';
  return positionFault(view.getInt32(at + RECORD.lat), view.getInt32(at + RECORD.lon), site !== NONE.uint32);
}

const MAX_DOSES = 20;

function positionFault(lat: number, lon: number, seen: boolean): string | null {
  if (lat === NONE.position || lon === NONE.position) return lat === lon ? null : 'half a position';
  if (!seen) return 'a position without a sighting';
  return Math.abs(lat) <= 90e6 && Math.abs(lon) <= 180e6 ? null : 'a position off the globe';
}

/** First byte: number of digits; the rest: the number that they write. */
function isUnit(unit: number): boolean {
  if (unit === 0) return true;
  const digits = unit >>> 24;
  return (digits === 2 || digits === 3 || digits === 5) && (unit & 0xff_ffff) < 10 ** digits;
}

/** Of a record without fault. */
export function readRecord(view: DataView, at: number, { products, sites }: FactsTexts): Facts {
  const test = TESTS[view.getUint8(at + RECORD.test)] ?? null;
  const declared = DECLARATIONS[view.getUint8(at + RECORD.declaration)] ?? null;
  const site = sites[view.getUint32(at + RECORD.site)];
  const day = (place: number) => dayOf(view.getUint16(at + place));
  const instant = (place: number) => instantOf(view.getUint32(at + place));
  return {
    product: products[view.getUint16(at + RECORD.product)] ?? null,
    doses: view.getUint8(at + RECORD.doses),
    firstDose: day(RECORD.firstDose),
    lastDose: day(RECORD.lastDose),
    recoveredOn: day(RECORD.recoveredOn),
    lastTest: test === null ? null : { ...test, sampledAt: instant(RECORD.sampledAt) },
    declaration: declared === null ? null : { result: declared, at: instant(RECORD.declaredAt) },
    isolationUntil: day(RECORD.isolationUntil),
    sealed: (view.getUint8(at + RECORD.flags) & FLAGS.sealed) !== 0,
    unit: unitOf(view.getUint32(at + RECORD.unit)),
    lastSeen: site === undefined ? null : { at: instant(RECORD.seenAt), site, position: positionOf(view, at) },
  };
}

const DAY_MS = 86_400_000;

function dayOf(days: number): string | null {
  return days === NONE.uint16 ? null : new Date(days * DAY_MS).toISOString().slice(0, 10);
}

function instantOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function unitOf(unit: number): string | null {
  return unit === 0 ? null : String(unit & 0xff_ffff).padStart(unit >>> 24, '0');
}

function positionOf(view: DataView, at: number): { lat: number; lon: number } | null {
  const lat = view.getInt32(at + RECORD.lat);
  return lat === NONE.position ? null : { lat: lat / 1e6, lon: view.getInt32(at + RECORD.lon) / 1e6 };
}
