import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { GENESIS_HASH } from '../db/chain.ts';
import { sampleEntry } from '../db/entry.sample.ts';
import { checkin, ledgerRow, recordedEntry } from '../db/ledger-row.ts';
import { OPENAPI_FILE, openApiDocument, openApiText } from './openapi.ts';

const OPENAPI_SCHEMA = JSON.parse(readFileSync(new URL('openapi-3.1.schema.json', import.meta.url), 'utf8'));

function validator(schema: object) {
  return new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
}

describe('main/contract/openapi.json', () => {
  test('is what the contract generates (else: node tools/openapi.ts)', () => {
    expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(openApiText());
  });

  test('is a valid OpenAPI 3.1 document', () => {
    const validate = validator(OPENAPI_SCHEMA);
    validate(openApiDocument());
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...openApiDocument(), paths: { 'no-slash': {} } })).toBe(false);
  });

  test('every reference leads somewhere', () => {
    const names = [...openApiText().matchAll(/"\$ref": "([^"]+)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(5);
    const schemas = Object.keys((openApiDocument().components as { schemas: object }).schemas);
    for (const name of names) expect(schemas).toContain(name?.replace('#/components/schemas/', ''));
  });

  test('takes a row of the ledger as the station sends it, and no row with a field more or less', () => {
    const entry = sampleEntry();
    const place = { seq: 1, previousHash: GENESIS_HASH };
    const row = ledgerRow(entry, place, { personRef: null, identityRef: null, personSealed: null });
    const sent = checkin(recordedEntry(row, entry.person, 'clear'));
    const validate = validator({ ...openApiDocument(), $ref: '#/components/schemas/BatchRequest' });
    expect(validate({ station: 'cho-ben-thanh', rows: [sent] }), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ station: 'cho-ben-thanh', rows: [{ ...sent, more: 1 }] })).toBe(false);
    for (const name of Object.keys(sent)) {
      const { [name as keyof typeof sent]: _, ...less } = sent;
      expect(validate({ station: 'cho-ben-thanh', rows: [less] }), name).toBe(false);
    }
  });
});
