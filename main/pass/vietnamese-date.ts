import { isCalendarDay } from './calendar-day.ts';

/**
 * A day as Vietnamese cards write it, `ddMMyyyy` or `dd/MM/yyyy`, as YYYY-MM-DD. Where only month and year or the year
 * alone is known, they stand alone or after zeros, and the result is YYYY-MM or YYYY. Null: no date.
 */
export function vietnameseDate(text: string): string | null {
  const [, day = '00', month = '00', year] = /^(?:(?:(\d\d)\/?)?(\d\d)\/?)?(\d{4})$/.exec(text) ?? [];
  if (year === undefined || !/^(18|19|20)/.test(year)) return null;
  if (month === '00') return day === '00' ? year : null;
  if (day === '00') return isCalendarDay(`${year}-${month}-01`) ? `${year}-${month}` : null;
  const written = `${year}-${month}-${day}`;
  return isCalendarDay(written) ? written : null;
}
