/** Local days and hours as Vietnam writes them. The station's places keep one time zone; the machine's own may be UTC. */
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;
const LOCAL_INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2})(:\d{2}(\.\d+)?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/;

const day = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});
const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const timeWithSeconds = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  timeStyle: 'medium',
  hourCycle: 'h23',
});

/** Milliseconds since the epoch → dd/MM/yyyy. */
export function showDay(at: number): string {
  return day.format(at);
}

/** Milliseconds since the epoch → HH:mm. */
export function showTime(at: number): string {
  return time.format(at);
}

/** Milliseconds since the epoch → HH:mm:ss. */
export function showSeconds(at: number): string {
  return timeWithSeconds.format(at);
}

/** A date of a pass (ISO 8601, day, month or instant) → dd/MM/yyyy[ HH:mm], unbreakable; what is no such date is shown as it is. */
export function showDate(text: string): string {
  const whole = DAY.exec(text);
  if (whole) return `${whole[3]}/${whole[2]}/${whole[1]}`;
  const month = MONTH.exec(text);
  if (month) return `${month[2]}/${month[1]}`;
  const local = LOCAL_INSTANT.exec(text);
  if (local) return `${local[3]}/${local[2]}/${local[1]}\u00a0${local[4]}`;
  if (!INSTANT.test(text)) return text;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? text : `${showDay(at)}\u00a0${showTime(at)}`;
}
