import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSigner } from '../fixtures/issuer/keys.ts';
import { signedPackFile } from '../fixtures/issuer/signed-pack.ts';
import { parseSigners } from './pass/keyring.ts';
import { emptyTrust } from './trust/trust.ts';
import { rulesOf } from './trust-sources.ts';
import shipped from './verdict/packs/vn-hcm.json' with { type: 'json' };

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-rules-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const signer = makeSigner({ alg: 'ES256', formats: ['rules'] });
const keys = parseSigners([signer.entry]);
const trust = emptyTrust(keys.ok ? keys.value.keys : []);
const own = { ...shipped, version: '7.7.7' };

function rulesIn(content: string | Uint8Array, of = trust) {
  const path = join(directory, 'rules.json');
  writeFileSync(path, content);
  return rulesOf(of, path);
}

test('--rules takes a plain file, and a signed one whose key is there', () => {
  expect(rulesIn(JSON.stringify(own))).toMatchObject({ ok: true, value: { version: '7.7.7' } });
  expect(rulesIn(signedPackFile(signer, own))).toMatchObject({ ok: true, value: { version: '7.7.7' } });
});

test('a signed file that cannot be verified is not taken as a plain one', () => {
  expect(rulesIn(signedPackFile(signer, own), emptyTrust())).toMatchObject({ ok: false });
  const both = { ...own, ...JSON.parse(Buffer.from(signedPackFile(signer, own)).toString('utf8')) };
  expect(rulesIn(JSON.stringify(both))).toMatchObject({ ok: false, error: expect.stringContaining('rules.json') });
});

test('an id or a locality comes before a file of that name', () => {
  expect(rulesOf(trust, 'hcm')).toMatchObject({ ok: true, value: { id: 'vn-hcm' } });
  expect(rulesOf(trust, 'atlantis')).toMatchObject({ ok: false, error: expect.stringContaining('atlantis') });
});
