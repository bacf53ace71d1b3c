import { describe, expect, test } from 'vitest';
import { parseTargetName, targetCap, wantedTargets } from './targets.ts';

const NAMES = [
  ['keys/signers.json', 'keys', 'signers'],
  ['status/0.cwt', 'status', '0'],
  ['status/12.cwt', 'status', '12'],
  ['revocation/vn.bin', 'revocation', 'vn'],
  ['facts/hcm.age', 'facts', 'hcm'],
  ['rules/hcm.json', 'rules', 'hcm'],
  ['places/hcm.json', 'places', 'hcm'],
  ['roster/nha-may-2.json', 'roster', 'nha-may-2'],
] as const;

test.each(NAMES)('%s', (name, kind, part) => {
  const target = parseTargetName(name);
  expect(target).toEqual({ kind, part, name });
  expect(target && targetCap(target)).toBeGreaterThan(1 << 20);
});

test.each([
  'signers.json',
  'keys/others.json',
  'status/01.cwt',
  'status/123456.cwt',
  'status/1.json',
  'revocation/VN.bin',
  'revocation/vnm.bin',
  'facts/hcm.json',
  'facts/.age',
  'facts/a/b.age',
  'facts/../keys.age',
  'rules/Hồ Chí Minh.json',
  `rules/${'a'.repeat(65)}.json`,
  'rules/-a.json',
  'roster/cho.json/',
  '',
])('"%s" is none of ours', (name) => {
  expect(parseTargetName(name)).toBeNull();
});

describe('what a station keeps', () => {
  const wanted = wantedTargets('hcm', 'nha-may-2');
  test('all of the above', () => {
    expect(NAMES.filter(([name]) => !wanted(name))).toEqual([]);
  });
  test.each([
    'facts/dng.age',
    'rules/dng.json',
    'places/dng.json',
    'roster/hcm.json',
    'facts/nha-may-2.age',
    'readme.md',
  ])('not %s', (name) => {
    expect(wanted(name)).toBe(false);
  });
});
