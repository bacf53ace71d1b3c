import { describe, expect, it } from 'vitest';
import { maskPerson } from './person-mask.ts';

const person = (birthDate: string | null, value = '') => ({
  name: 'Nguyễn Văn A',
  birthDate,
  ids: [{ type: 'cccd' as const, value }],
});

describe('what may be shown of a person', () => {
  it.each([
    ['001093029317', '******029317'],
    ['012345678', '******678'],
    ['123456', '******'],
    ['1234', '****'],
    ['', ''],
    ['URN:UVCI:01:VN:1', '******CI:01:VN:1'],
    ['😀😀😀😀😀😀😀a', '******😀a'],
  ])('of the id %j: %j', (value, shown) => {
    expect(maskPerson(person(null, value)).ids).toEqual([{ type: 'cccd', value: shown }]);
  });

  it.each([
    ['1987-01-18', '1987-**-**'],
    ['1987-01', '1987-**'],
    ['1987', '1987'],
    [null, null],
  ])('of the birth date %j: %j', (birthDate, shown) => {
    expect(maskPerson(person(birthDate))).toMatchObject({ name: 'Nguyễn Văn A', birthDate: shown });
  });

  it.each([
    ['Trần \u202eNẬHN GĐ\u202c A', 'Trần �NẬHN GĐ� A'],
    ['\u2067\u2066Lê\u2069', '�Lê�'],
    ['Lê\u200b \u2060Văn\u00ad\u3164 \ufeffB', 'Lê Văn B'],
    [`a${'\u0301'.repeat(300)}`, `a${'\u0301'.repeat(4)}`],
    ['Nguyễn Thị Ơn'.normalize('NFD'), 'Nguyễn Thị Ơn'.normalize('NFD')],
    ['القوقاز שלום', 'القوقاز שלום'],
    ['辻\u{e0100} 太郎', '辻\u{e0100} 太郎'],
  ])('of the name %j: %j, in the order in which it is written', (name, shown) => {
    expect(maskPerson({ ...person(null), name }).name).toBe(shown);
  });
});
