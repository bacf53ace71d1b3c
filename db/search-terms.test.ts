import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vietnamesePerson } from './person.sample.ts';
import {
  foldWords,
  isLookedUp,
  matches,
  SHORTEST_NUMBER,
  SHORTEST_WORD,
  searchQuery,
  termsOf,
} from './search-terms.ts';

const anh = {
  name: 'NGUYỄN THỊ ÁNH TUYẾT',
  ids: [
    { type: 'cccd', value: '079184012345' },
    { type: 'phone', value: '+84912345678' },
    { type: 'uvci', value: 'URN:UVCI:01:VN:5R4V3T#K' },
  ],
} as const;

const finds = (text: string, person: Parameters<typeof matches>[0] = anh) => {
  const query = searchQuery(text);
  return query !== null && matches(person, query);
};

describe('a person is found', () => {
  test.each([
    'Nguyễn Thị Ánh Tuyết',
    'ngu anh',
    'tuyet nguyen',
    'ÁNH'.normalize('NFD'),
    'thi a',
    '079184012345',
    '012345',
    '2345',
    '0912345678',
    '+84 912 345 678',
    '84912345678',
    '0084912345678',
    '(+84)912-345-678',
    '0912.345.678',
    '079 184 012 345',
    'tuyet 5678',
    'urn:uvci:01:vn:5r4v3t#k',
    'v3t#k',
  ])('by %s', (text) => expect(finds(text)).toBe(true));

  test.each(['', ' ', 'a', '345', 'anhh', 'guyen', 'nguyen van', '1234567890', '0791840', '5678 2346'])(
    'not by %j',
    (text) => expect(finds(text)).toBe(false),
  );

  test.each([
    ['Đặng Đức', 'dang duc'],
    ['đỗ', 'ĐỖ'],
    ['LÊ Ý NHI', 'le y'],
    ['Ｎｇｕｙễｎ', 'nguyen'],
    ['O’Brien-Søren', 'brien'],
    ['王小明', '王小'],
    ['김철수', '김철'],
    ['H’Hen Niê', 'hen nie'],
  ])('%s by %s', (name, text) => expect(finds(text, { name, ids: [] })).toBe(true));
});

test('however it is typed, every beginning of every word and every end of every number finds its person', () => {
  const spelling = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.normalize('NFD'),
    (text: string) => text.normalize('NFC').toLowerCase(),
    (text: string) => foldWords(text).join(' '),
  );
  fc.assert(
    fc.property(vietnamesePerson, spelling, fc.nat(), fc.nat(), (person, spell, which, cut) => {
      const words = person.name.split(' ');
      const word = [...(words[which % words.length] ?? '')];
      const start = word.slice(0, SHORTEST_WORD + (cut % Math.max(1, word.length - 1))).join('');
      if (foldWords(start).join('').length >= SHORTEST_WORD) expect(finds(spell(start), person), start).toBe(true);
      const { value } = person.ids[which % person.ids.length] ?? { value: '' };
      const digits = value.replace(/\D/g, '');
      const end = digits.slice(-(SHORTEST_NUMBER + (cut % 3)));
      expect(finds(end, person), end).toBe(true);
    }),
  );
});

test('nobody is found by what no word of the name begins with, and no number ends in', () => {
  fc.assert(
    fc.property(vietnamesePerson, vietnamesePerson, (person, other) => {
      const query = searchQuery(other.name);
      const words = foldWords(person.name);
      const meant = foldWords(other.name).every((word) => words.some((own) => own.startsWith(word)));
      expect(query !== null && matches(person, query)).toBe(meant);
    }),
  );
});

test('whatever is typed is a query or none, and a query looks something up', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const query = searchQuery(text);
      expect(query === null || query.needles.some(isLookedUp)).toBe(true);
    }),
  );
});

test('a term tells its word or number once, without marks', () => {
  expect(termsOf(anh)).toEqual([
    'WNGUYEN',
    'WTHI',
    'WANH',
    'WTUYET',
    'N543210481970',
    'N8765432190',
    'NKT3V4R5NV10ICVUNRU',
  ]);
});
