import { Tagged } from 'cborg';
import { describe, expect, it } from 'vitest';
import { SAMPLE_DCC, SAMPLE_VACCINATION } from '../../fixtures/issuer/samples.ts';
import { personSchema } from '../contract/checkin.ts';
import { type Dcc, readDcc } from './dcc.ts';

/** As `decodeCbor` would give it. */
function asMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asMaps);
  if (typeof value !== 'object' || value === null || value instanceof Tagged) return value;
  return new Map(Object.entries(value).map(([key, member]) => [key, asMaps(member)]));
}

function dccOf(value: object): Dcc {
  const dcc = readDcc(asMaps(value) as ReadonlyMap<unknown, unknown>);
  if (!dcc.ok) throw new Error(dcc.error);
  return dcc.value;
}

const base = { ver: '1.3.0', nam: SAMPLE_DCC.nam, dob: '1987-01-18' };
const test = { tg: '840539006', tt: 'LP6464-4', sc: '2026-11-20T08:00:00+07:00', tr: '260415000', co: 'VN', ci: 'X' };
const recovery = {
  tg: '840539006',
  fr: '2026-08-01',
  df: '2026-08-12',
  du: '2027-01-28',
  co: 'VN',
  is: 'BYT',
  ci: 'Y',
};

describe('an EU DCC', () => {
  it('gives the person and the event, fields as in the certificate', () => {
    const { ci, ...event } = SAMPLE_VACCINATION;
    expect(dccOf(SAMPLE_DCC)).toEqual({
      person: { name: 'Nguyễn Bảo Duy', birthDate: '1987-01-18', ids: [{ type: 'uvci', value: ci }] },
      events: [{ kind: 'vaccination', ...event }],
    });
  });

  it('gives every event of several, for the verdict to refuse', () => {
    const { person, events } = dccOf({ ...base, v: [SAMPLE_VACCINATION], t: [test], r: [recovery] });
    expect(events.map((event) => event.kind)).toEqual(['vaccination', 'test', 'recovery']);
    expect(person.ids.map((id) => id.value)).toEqual([SAMPLE_VACCINATION.ci, 'X', 'Y']);
  });

  it.each([
    ['null for kinds that it has not', { ...base, v: null, t: [test], r: null }],
    ['null for an event', { ...base, v: [null], t: [test, null] }],
    ['undefined members', { ...base, t: [{ ...test, nm: undefined, ma: null }] }],
    ['unknown members', { ...base, t: [{ ...test, x: 1 }], meta: { a: [1] } }],
    ['white space around values', { ...base, t: [{ ...test, tt: ' LP6464-4 ', tr: '260415000\n' }] }],
    ['a tagged date-time', { ...base, t: [{ ...test, sc: new Tagged(0, test.sc) }] }],
  ])('tolerates %s', (_, value) => {
    expect(dccOf(value).events).toEqual([
      { kind: 'test', tg: '840539006', tt: 'LP6464-4', sc: test.sc, tr: '260415000', co: 'VN' },
    ]);
  });

  it.each([
    ['2021-03-18', '2021-03-18'],
    [' 2021-03-18 ', '2021-03-18'],
    ['2021-03-18T00:00:00', '2021-03-18'],
    ['2021-03-18T23:30:00+07:00', '2021-03-18'],
    ['2021-03-18T23:30:00.123Z', '2021-03-18'],
    ['2021-02-29', ''],
    ['2022-17-01', ''],
    ['18/03/2021', ''],
    ['2021-03', ''],
    ['', ''],
  ])('reads the day %j as %j', (written, day) => {
    expect(dccOf({ ...base, v: [{ ...SAMPLE_VACCINATION, dt: written }] }).events).toMatchObject([{ dt: day }]);
  });

  it.each([
    ['2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z'],
    ['2026-11-20T08:00:00.5+07:00', '2026-11-20T01:00:00.5Z'],
    ['2026-11-20T08:00:00', '2026-11-20T08:00:00Z'],
  ])('reads the instant %j as %s', (written, instant) => {
    const [event] = dccOf({ ...base, t: [{ ...test, sc: written }] }).events;
    expect(Date.parse(event?.kind === 'test' ? event.sc : '')).toBe(Date.parse(instant));
  });

  it.each(['2026-11-20', 'yesterday', '2026-11-20T25:00:00Z', '2026-02-30T08:00:00Z', ''])(
    'reads no instant in %j',
    (sc) => {
      expect(dccOf({ ...base, t: [{ ...test, sc }] }).events).toMatchObject([{ sc: '' }]);
    },
  );

  it('takes doses as integers, floats of integers, 0 and less', () => {
    for (const [dn, sd] of [
      [1, 1],
      [2.0, 2],
      [0, 7],
      [-1, 2],
    ]) {
      expect(dccOf({ ...base, v: [{ ...SAMPLE_VACCINATION, dn, sd }] }).events).toMatchObject([{ dn, sd }]);
    }
  });

  it('fits a check-in, whatever its lengths', () => {
    const long = 'x'.repeat(190);
    const events = Array.from({ length: 12 }, (_, at) => ({ ...recovery, ci: String(at).padEnd(190, 'x') }));
    const { person } = dccOf({ ...base, nam: { fn: long, gn: long }, r: events });
    expect(personSchema.safeParse(person).success).toBe(true);
    expect(person.ids).toHaveLength(12);
  });

  it.each([
    [{ fn: 'Nguyễn', gn: 'An', fnt: 'NGUYEN', gnt: 'AN' }, 'Nguyễn An'],
    [{ fn: 'Nguyễn', fnt: 'NGUYEN' }, 'Nguyễn'],
    [{ fnt: 'NGUYEN<LE', gnt: 'KHA<HAN' }, 'NGUYEN LE KHA HAN'],
    [{ fn: '', gn: ' ', fnt: 'NGUYEN', gnt: '' }, 'NGUYEN'],
    [{ gn: 'An', fnt: 'NGUYEN' }, 'NGUYEN An'],
    [{ fn: ' Nguyễn\r\n\u0007', gn: 'A\u0000n' }, 'Nguyễn A n'],
  ])('names %j', (nam, name) => {
    expect(dccOf({ ...base, nam, r: [recovery] }).person.name).toBe(name);
  });

  it.each([
    ['1987-01-18', '1987-01-18'],
    ['1987-01-18T00:00:00', '1987-01-18'],
    ['1987-01', '1987-01'],
    ['1987', '1987'],
    ['', null],
    ['18.01.1987', null],
    [undefined, null],
    [19870118, null],
  ])('is born on %j', (dob, birthDate) => {
    expect(dccOf({ ...base, dob, r: [recovery] }).person.birthDate).toBe(birthDate);
  });
});
