export type Sex = 'male' | 'female';

export type PersonalNumberParts = { readonly sex: Sex; readonly birthYear: number };

/**
 * What a personal identification number says of its holder (Decree 137/2015/ND-CP article 13, Circular 59/2021/TT-BCA
 * article 4): three digits of the province or country where the birth was registered, one of century and sex (0 a man
 * and 1 a woman of the 20th century, 2 and 3 of the 21st, … 8 and 9 of the 24th), two of the birth year, six of chance.
 * Null: not twelve digits.
 */
export function personalNumberParts(number: string): PersonalNumberParts | null {
  if (!/^\d{12}$/.test(number)) return null;
  const centuryAndSex = Number(number[3]);
  return {
    sex: centuryAndSex % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + 100 * Math.floor(centuryAndSex / 2) + Number(number.slice(4, 6)),
  };
}
