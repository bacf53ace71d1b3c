import fc from 'fast-check';
import type { Person } from '../main/contract/pass.ts';

/** People for tests and benchmarks: names as common as they are in Vietnam. */

const FAMILY =
  'Nguyễn,Nguyễn,Nguyễn,Nguyễn,Trần,Lê,Phạm,Hoàng,Huỳnh,Phan,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Đinh,Tôn Nữ'.split(',');
const MIDDLE = 'Văn,Thị,Hữu,Đức,Minh,Ngọc,Thanh,Quốc,Bích,Xuân,Thùy,Gia,Hoài,Kim,Ánh,Ý'.split(',');
const GIVEN =
  'An,Anh,Ánh,Bình,Chi,Cường,Dũng,Duyên,Đạt,Giang,Hà,Hải,Hạnh,Hiếu,Hoa,Hùng,Hương,Khánh,Lan,Linh,Long,Mai,Nam,Nga,Ngân,Ngọc,Nhi,Oanh,Phúc,Phượng,Quân,Quỳnh,Sơn,Tâm,Thảo,Thủy,Trang,Trinh,Tuấn,Tuyết,Uyên,Vân,Việt,Xuân,Yến,Ý'.split(
    ',',
  );

/** The same numbers give the same person. */
export function personOf(family: number, middle: number, given: number, number: number): Person {
  const pick = (from: readonly string[], at: number) => from[at % from.length] ?? '';
  const digits = String(number % 1e9).padStart(9, '0');
  return {
    name: `${pick(FAMILY, family)} ${pick(MIDDLE, middle)} ${pick(GIVEN, given)}`.toUpperCase(),
    birthDate: `${1940 + (number % 70)}-0${1 + (number % 9)}-1${number % 10}`,
    ids: [
      { type: 'cccd', value: `079${digits}` },
      { type: 'phone', value: `+849${digits.slice(1)}` },
    ],
  };
}

export const vietnamesePerson: fc.Arbitrary<Person> = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(999_999_999))
  .map((numbers) => personOf(...numbers));
