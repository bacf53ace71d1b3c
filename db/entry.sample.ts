import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LedgerEntry } from './ledger-row.ts';

/** Entries for tests. */

export const SAMPLE_DAY = '2021-10-18';
/** 08:00 of the sample day in Vietnam. */
export const SAMPLE_AT = Date.UTC(2021, 9, 18, 1);

/** RFC 9562 section 5.7. */
export function uuidV7(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function sampleEntry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const at = changes.at ?? SAMPLE_AT;
  return {
    uuid: uuidV7(at),
    kind: 'check-in',
    refersTo: null,
    simulated: false,
    at,
    monotonicMs: 1234.5,
    bootId: '5a0b7a6e-58a9-4f0e-9f0c-0d7f7cf4e9ad',
    clock: 'ok',
    day: SAMPLE_DAY,
    direction: 'in',
    lane: 'Cửa chính',
    colour: 'green',
    reasons: ['vaccinated'],
    format: 'hc1',
    kid: '2Rk3X8HntrI=',
    identity: 'c0ffee00'.repeat(8),
    person: {
      name: 'NGUYỄN THỊ ÁNH TUYẾT',
      birthDate: '1984-07-21',
      ids: [
        { type: 'cccd', value: '079184012345' },
        { type: 'phone', value: '+84912345678' },
      ],
    },
    rules: 'vn-hcm@1.0.0',
    trustIssuedAt: SAMPLE_AT - 3_600_000,
    override: null,
    ...changes,
  };
}

/** The lines of a journal file, also of one that is being written: what follows them is room in NUL bytes. */
export function journalLines(path: string): { seq: number; uuid: string; person_sealed: string | null }[] {
  const [text = ''] = readFileSync(path, 'utf8').split('\0');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
