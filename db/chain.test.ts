import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUDIT_COLUMNS } from './audit.ts';
import { type ColumnValue, chainBytes, GENESIS_HASH } from './chain.ts';
import { LEDGER_COLUMNS, LEDGER_DOMAIN, ledgerHash } from './ledger-row.ts';
import { openForWriting } from './open.ts';

const value: fc.Arbitrary<ColumnValue> = fc.oneof(
  fc.maxSafeInteger(),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
  fc.constant(null),
);
const columns = fc.array(value, { maxLength: 30 });

test('the bytes say exactly what the columns are: they decode to them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), columns, (domain, row) => {
      expect(decode(chainBytes(domain, row))).toEqual([domain, ...row]);
    }),
  );
});

test('different rows have different bytes, equal rows the same', () => {
  const key = (row: readonly ColumnValue[]) =>
    JSON.stringify(row.map((cell) => (cell instanceof Uint8Array ? { blob: [...cell] } : cell)));
  fc.assert(
    fc.property(columns, columns, (a, b) => {
      expect(Buffer.compare(chainBytes('d', a), chainBytes('d', b)) === 0).toBe(key(a) === key(b));
      expect(Buffer.compare(chainBytes('d', a), chainBytes('d', structuredClone(a)))).toBe(0);
    }),
  );
});

test('content cannot move from one column to its neighbour', () => {
  expect(chainBytes('d', ['ab', 'c'])).not.toEqual(chainBytes('d', ['a', 'bc']));
  expect(chainBytes('d', ['1'])).not.toEqual(chainBytes('d', [1]));
  expect(chainBytes('d', ['a'])).not.toEqual(chainBytes('d', [Buffer.from('a')]));
  expect(chainBytes('d', [null])).not.toEqual(chainBytes('d', []));
  expect(chainBytes('a', [])).not.toEqual(chainBytes('b', []));
});

test('a number that SQLite would keep otherwise is refused', () => {
  for (const number of [0.5, Number.NaN, 2 ** 53]) expect(() => chainBytes('d', [number])).toThrow(RangeError);
});

// The page's bytes were computed by another CBOR encoder.
test('the worked example of docs/ledger-format.md', () => {
  const example = {
    seq: 1,
    uuid: '017c9102-6a00-7000-8000-000000000001',
    kind: 'check-in',
    refers_to: null,
    simulated: 0,
    at_ms: 1634518800000,
    monotonic_us: 1234500,
    boot_id: 'boot-1',
    clock: 'ok',
    direction: 'in',
    lane: 'Cửa chính',
    colour: 'green',
    reasons: '["vaccinated"]',
    format: 'hc1',
    kid: '2Rk3X8HntrI=',
    person_ref: '00112233445566778899aabbccddeeff',
    identity_ref: 'ffeeddccbbaa99887766554433221100',
    person_sealed: Buffer.from('c0ffee', 'hex'),
    day: '2021-10-18',
    rules: 'vn-hcm@1.0.0',
    trust_issued_at_ms: null,
    override_reason: null,
    override_admit: null,
    override_officer: null,
    previous_hash: GENESIS_HASH,
  };
  const bytes = chainBytes(
    LEDGER_DOMAIN,
    LEDGER_COLUMNS.map((column) => example[column]),
  );
  const page = readFileSync(new URL('../docs/ledger-format.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```\n([0-9a-f\n]+)```/g)].map((block) => block[1]?.replaceAll('\n', ''));
  expect([Buffer.from(bytes).toString('hex'), ledgerHash(example).toString('hex')]).toEqual(blocks);
});

test('the hash covers every column of the tables but itself, in their order', () => {
  const directory = mkdtempSync(join(tmpdir(), 'chot-chain-'));
  const db = openForWriting(join(directory, 'record.db'));
  const columnsOf = (table: string) =>
    db.prepare<[string], string>("SELECT name FROM pragma_table_info(?) WHERE name != 'hash'").pluck().all(table);
  expect(columnsOf('ledger')).toEqual([...LEDGER_COLUMNS]);
  expect(columnsOf('audit')).toEqual([...AUDIT_COLUMNS]);
  db.close();
  rmSync(directory, { recursive: true });
});
