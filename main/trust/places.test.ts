import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placesFile } from '../../fixtures/issuer/places.ts';
import { placeChoiceSchema } from '../contract/panels.ts';
import { createPlaces, type Places } from './places.ts';
import { type PlacesContent, parsePlaces } from './places-file.ts';

const file: PlacesContent = {
  version: 1,
  locality: 'hcm',
  validFrom: '2021-09-01T00:00:00+07:00',
  validTo: '2021-09-08T00:00:00+07:00',
  units: [
    { code: '79', name: 'Thành phố Hồ Chí Minh' },
    { code: '48', name: 'Thành phố Đà Nẵng', epidemic: true },
    { code: '490', name: 'Quận Liên Chiểu', parents: ['48'] },
    { code: '760', name: 'Quận 1', parents: ['79'] },
    { code: '770', name: 'Quận 3', parents: ['79'], epidemic: true },
    { code: '773', name: 'Quận 4', parents: ['79'] },
    { code: '27139', name: 'Phường 1', parents: ['770', '79'] },
    { code: '27262', name: 'Phường 1', parents: ['773', '79'], epidemic: true },
    { code: '27259', name: 'Phường 13', parents: ['773', '79'] },
    { code: '26740', name: 'Phường Bến Nghé', parents: ['760', '79'], epidemic: true },
    { code: '26743', name: 'Phường Bến Thành', parents: ['760', '79'] },
  ],
};
const textOf = (value: unknown) => Buffer.from(JSON.stringify(value));

function open(content: PlacesContent): Places {
  const parsed = parsePlaces(placesFile(content));
  if (!parsed.ok) throw new Error(parsed.error);
  return createPlaces(parsed.value);
}
const places = open(file);

test.each([
  ['48', 'epidemic-area'],
  ['490', 'epidemic-area'],
  ['770', 'epidemic-area'],
  ['27139', 'epidemic-area'],
  ['27262', 'epidemic-area'],
  ['27259', 'elsewhere'],
  ['26743', 'elsewhere'],
  // a part of it is
  ['79', 'unknown'],
  ['760', 'unknown'],
  ['773', 'unknown'],
  // not in the file, though its code begins as that of an epidemic unit
  ['48001', 'unknown'],
  ['01', 'unknown'],
])('from %s: %s', (code, origin) => {
  expect(places.origin(code)).toBe(origin);
});

describe('what an officer types', () => {
  const names = (typed: string) => places.search(typed).map(({ name }) => name);
  test.each([
    ['ben nghe', ['Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh']],
    ['BẾN N', ['Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh']],
    ['da nang', ['Thành phố Đà Nẵng', 'Quận Liên Chiểu, Thành phố Đà Nẵng']],
    ['Đà Nẵng', ['Thành phố Đà Nẵng', 'Quận Liên Chiểu, Thành phố Đà Nẵng']],
    ['phuong 1 quan 4', ['Phường 1, Quận 4, Thành phố Hồ Chí Minh']],
    ['48', ['Thành phố Đà Nẵng']],
    ['2713', ['Phường 1, Quận 3, Thành phố Hồ Chí Minh']],
    ['1', ['Phường 1, Quận 3, Thành phố Hồ Chí Minh', 'Phường 1, Quận 4, Thành phố Hồ Chí Minh']],
    ['ben thanh', []],
    ['sai gon', []],
  ])('%s', (typed, expected) => {
    expect(names(typed).slice(0, Math.max(1, expected.length))).toEqual(expected);
  });
  test('nothing yet: the largest first', () => {
    expect(names('')[0]).toBe('Thành phố Đà Nẵng');
  });
  test('at most nine, whatever is typed, each a choice that the window takes and an epidemic unit', () => {
    const units = Array.from({ length: 60 }, (_, n) => ({
      code: String(20_000 + n),
      name: `Xã ${'Tân '.repeat(18)}${n}`,
      parents: ['48'],
    }));
    const many = open({ ...file, units: [...file.units, ...units] });
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('tan', 'xa', '2', '')), (typed) => {
        const found = many.search(typed);
        expect(found.length).toBeLessThanOrEqual(9);
        for (const choice of found) {
          expect(placeChoiceSchema.safeParse(choice).success).toBe(true);
          expect(many.origin(choice.code)).toBe('epidemic-area');
        }
      }),
    );
    expect(many.search('tan')).toHaveLength(9);
  });
});

describe('a file that is none says where', () => {
  const unit = (change: object) => ({ ...file, units: [...file.units, { code: '99999', name: 'Xã X', ...change }] });
  test.each<[string, unknown, RegExp]>([
    ['a later version', { ...file, version: 2 }, /^version/],
    ['another member', { ...file, note: '' }, /^the file/],
    ['a code of four digits', unit({ code: '1234' }), /^units\.11\.code/],
    ['a code twice', unit({ code: '760' }), /^units\.11\.code: there twice/],
    ['a parent that is not there', unit({ parents: ['111'] }), /^units\.11\.parents\.0: .*not in the file/],
    ['a parent of its own level', unit({ parents: ['26740'] }), /^units\.11\.parents\.0: not of a higher/],
    ['parents upside down', unit({ parents: ['79', '760'] }), /^units\.11\.parents\.1: not of a higher/],
    ['an end before its beginning', { ...file, validTo: file.validFrom }, /^validTo/],
  ])('%s', (_, json, error) => {
    expect(parsePlaces(textOf(json))).toEqual({ ok: false, error: expect.stringMatching(error) });
  });
  test('any bytes whatever, and any bytes of a good file changed, are answered', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => !parsePlaces(bytes).ok));
    const good = placesFile(file);
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, (changes) => {
        const copy = Buffer.from(good);
        for (const [at, byte] of changes) copy[at] = byte;
        const parsed = parsePlaces(copy);
        if (parsed.ok) createPlaces(parsed.value).search('quan');
        expect(parsed.ok || parsed.error !== '').toBe(true);
      }),
    );
  });
});
