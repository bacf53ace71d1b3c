import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { type PassReading, readPass } from './read.ts';

const read = (text: string): PassReading => readPass(text, keyringOf());
const idsOf = (text: string) => {
  const reading = read(text);
  return reading.ok ? reading.pass.person.ids.map(({ type, value }) => `${type} ${value}`) : [];
};

describe('a typed or printed number', () => {
  it.each([
    ['123456', ['code 123456']],
    ['012345678', ['code 012345678', 'cmnd 012345678']],
    ['0912345678', ['code 0912345678']],
    ['001087000001', ['code 001087000001', 'cccd 001087000001']],
    ['8934567890123', ['code 8934567890123']],
    ['162979388586171', ['code 162979388586171', 'qid 162979388586171']],
    ['162979388586171100', ['code 162979388586171100', 'qid 162979388586171100']],
  ])('%s is looked up as all that it can be', (text, ids) => {
    expect(idsOf(text)).toEqual(ids);
    expect(read(text)).toMatchObject({ pass: { format: 'code', signature: 'unsigned', events: [] } });
  });

  it.each(['001 087 000 001', '001.087.000.001', '001-087-000001', ' 001087000001 ', '001 - 087.000 001'])(
    '%j is the same number, and the same pass for copies',
    (text) => {
      expect(read(text)).toEqual(read('001087000001'));
    },
  );

  it.each(['1', '12345', '1234567890123456789', '1'.repeat(4096), ' 1 ', '1-2-3'])(
    '%j has a length of none',
    (text) => {
      expect(read(text)).toEqual({ ok: false, reason: 'malformed', problem: 'number-length', format: 'code' });
    },
  );

  it.each([
    '-',
    '. .',
    '12345678a',
    '+84912345678',
    '0x123456',
    '١٢٣٤٥٦٧',
    '１２３４５６７',
    '1e10',
    '12,345,678',
    '123/456',
  ])('%j is none', (text) => {
    expect(read(text)).toMatchObject({ ok: false, problem: 'no-known-format' });
  });
});
