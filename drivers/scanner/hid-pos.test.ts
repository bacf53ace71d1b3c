import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidPosReports, type ReportShape, zebraBlocks } from '../../fixtures/devices/hid-scanner.ts';
import { issueHc1 } from '../../fixtures/issuer/hc1.ts';
import { keyringOf } from '../../fixtures/issuer/keyring.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import { SAMPLE_CLAIMS } from '../../fixtures/issuer/samples.ts';
import { readPass } from '../../main/pass/read.ts';
import { MAX_FRAME_BYTES, STUTTER_MS } from './framing.ts';
import { ECHO_MS, HidPosAssembler, type HidPosScan, LATE_MS } from './hid-pos.ts';
import { hidReader } from './hid-reader.ts';
import { PROFILE_LAYOUTS } from './known-scanners.ts';

const IDLE = 100;
/** Longer than three reports, no part of it like another. */
const LONG = Array.from({ length: 50 }, (_, index) => String(index).padStart(4, '0')).join('');

function assembler(shape: ReportShape = 'honeywell'): HidPosAssembler {
  return new HidPosAssembler([PROFILE_LAYOUTS[shape]], IDLE);
}

function told(scans: readonly HidPosScan[]): string[] {
  return scans.map((scan) => (scan.kind === 'bytes' ? Buffer.from(scan.bytes).toString('latin1') : scan.kind));
}

/** One millisecond between reports, then silence. */
function scansOf(reports: readonly Uint8Array[], tried = assembler()): string[] {
  const scans = reports.flatMap((report, index) => tried.push(report, index));
  return told([...scans, ...tried.tick(reports.length + IDLE)]);
}

test('the worked example of the Access-IS manual: 60 bytes in two reports', () => {
  const text = 'M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23   100'.padEnd(60, ' ');
  const [first, second] = hidPosReports(text, 'honeywell', ']Q0') as [Uint8Array, Uint8Array];
  expect([first[1], first[63], second[1], second[63]]).toEqual([0x38, 1, 4, 0]);
  const tried = assembler();
  expect(tried.push(first, 0)).toEqual([]);
  expect(tried.push(second, 4)).toMatchObject([{ kind: 'bytes', aim: ']Q0', at: 4 }]);
});

test('any bytes in any layout come out as they were read', () => {
  const shapes = fc.constantFrom<ReportShape>('honeywell', 'newland', 'shifted');
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).filter((content) => {
    return ![2, 3, 10, 13].includes(content[0] ?? 0) && ![3, 10, 13].includes(content.at(-1) ?? 0);
  });
  fc.assert(
    fc.property(shapes, bytes, (shape, content) => {
      const reports = hidPosReports(content, shape);
      fc.pre(reports.every((report, at) => at === 0 || !Buffer.from(report).equals(reports[at - 1] as Uint8Array)));
      const tried = assembler(shape);
      const scans = reports.flatMap((report, at) => tried.push(report, at));
      expect(scans.map((scan) => scan.kind === 'bytes' && [...scan.bytes])).toEqual([[...content]]);
    }),
  );
});

test.each([['\r'], ['\n'], ['\r\n'], ['\x03']])(
  'the suffix %j that the scanner is set to send is no content',
  (end) => {
    expect(scansOf(hidPosReports(`${LONG}${end}`))).toEqual([LONG]);
  },
);

describe('a damaged scan is refused once, and the next one is read', () => {
  const whole = hidPosReports(LONG);
  const [first, second, third, last] = whole as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const next = hidPosReports('HC1:NEXT');
  test.each<[string, Uint8Array[]]>([
    ['a report repeated in the middle', [first, second, second, third, last]],
    ['the first report repeated', [first, first, second, third, last]],
    ['a short report', [first, second.subarray(0, 40), third, last]],
    ['a report that is not full though more follows', [first, second.with(1, 30), third, last]],
    ['a length beyond the report', [first, second.with(1, 60), third, last]],
    ['a report under another identifier', [first, second.with(3, 0x64), third, last]],
    ['another scan that comes between', [first, ...hidPosReports(LONG, 'honeywell', ']d1').slice(1)]],
  ])('%s', (_name, reports) => {
    const tried = assembler();
    expect(scansOf(reports, tried)).toEqual(['incomplete']);
    expect(told(next.flatMap((report) => tried.push(report, 2000)))).toEqual(['HC1:NEXT']);
  });

  test('the end is missing: silence tells, at the time of silence, and what comes late of it is swallowed', () => {
    const tried = assembler();
    for (const report of [first, second, third]) tried.push(report, 0);
    expect(tried.nextDeadline()).toBe(IDLE);
    expect(tried.tick(IDLE - 1)).toEqual([]);
    expect(tried.tick(IDLE)).toEqual([{ kind: 'incomplete', at: IDLE }]);
    expect(tried.push(last, IDLE + LATE_MS - 1)).toEqual([]);
    expect(told(tried.push(next[0] as Uint8Array, IDLE + LATE_MS))).toEqual(['HC1:NEXT']);
  });

  test('what is never ended is no longer waited for', () => {
    const tried = assembler();
    tried.push(first, 0);
    tried.tick(IDLE);
    expect(told(tried.push(next[0] as Uint8Array, IDLE + LATE_MS))).toEqual(['HC1:NEXT']);
  });

  test('half a scan at the unplug is dropped', () => {
    const tried = assembler();
    tried.push(first, 0);
    tried.reset();
    expect(tried.nextDeadline()).toBe(null);
    expect(told(tried.push(next[0] as Uint8Array, 1))).toEqual(['HC1:NEXT']);
  });

  test('a stream without end is told too long once, within bounded memory', () => {
    const endless = Array.from(
      { length: 2000 },
      (_, index) => hidPosReports(String(index).padEnd(57, '.'))[0] as Uint8Array,
    );
    const tried = assembler();
    expect(told(endless.flatMap((report, at) => tried.push(report, at)))).toEqual(['too-long']);
    expect(endless.length * 56).toBeGreaterThan(2 * MAX_FRAME_BYTES);
  });
});

test('the last report once more at once is no second scan; later it is the same code again', () => {
  const tried = assembler();
  const [report] = hidPosReports('HC1:X') as [Uint8Array];
  expect(told(tried.push(report, 0))).toEqual(['HC1:X']);
  expect(tried.push(report, ECHO_MS)).toEqual([]);
  expect(told(tried.push(report, ECHO_MS + 1))).toEqual(['HC1:X']);
});

test('a report without data is no scan', () => {
  expect(scansOf([...hidPosReports(''), ...hidPosReports('HC1:X')])).toEqual(['HC1:X']);
});

test('reports of other kinds are passed over, in the middle of a scan too', () => {
  const other = Uint8Array.of(0xf0, ...Buffer.alloc(63));
  expect(scansOf(hidPosReports(LONG).flatMap((report) => [other, report, other]))).toEqual([LONG]);
});

test('any reports are answered, and never with more than was sent', () => {
  const report = fc.tuple(fc.uint8Array({ maxLength: 64 }), fc.boolean()).map(([bytes, scan]) => {
    return scan && bytes.length > 0 ? bytes.with(0, 2) : bytes;
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
      const given = reports.flatMap((each, at) => assembler().push(each, at));
      const sent = reports.reduce((sum, { length }) => sum + length, 0);
      expect(given.reduce((sum, scan) => sum + (scan.kind === 'bytes' ? scan.bytes.length : 0), 0)).toBeLessThanOrEqual(
        sent,
      );
    }),
  );
});

test('a signed pass that lost or doubled any of its reports, or had two swapped, is never read as valid', () => {
  const signer = makeSigner({ alg: 'ES256', country: 'VN' });
  const keyring = keyringOf(signer);
  const text = issueHc1({ signer, ...SAMPLE_CLAIMS });
  const whole = hidPosReports(text);
  expect(whole.length).toBeGreaterThan(4);
  const readings = (reports: readonly Uint8Array[]) => scansOf(reports).map((read) => readPass(read, keyring));
  expect(readings(whole)).toMatchObject([{ ok: true, pass: { signature: 'valid' } }]);
  const again = (at: number) => (whole[at] as Uint8Array).with(62, 1);
  expect(readings([...whole, again(whole.length - 1)])).toMatchObject([{ ok: true, pass: { signature: 'valid' } }]);
  for (let at = 0; at < whole.length; at++) {
    const damaged = [whole.toSpliced(at, 1)];
    if (at > 0) {
      damaged.push(whole.toSpliced(at, 0, again(at - 1)));
      damaged.push(whole.toSpliced(at - 1, 2, whole[at] as Uint8Array, whole[at - 1] as Uint8Array));
    }
    for (const reports of damaged) {
      for (const reading of readings(reports)) expect(reading).toMatchObject({ ok: false });
    }
  }
});

describe("Zebra's blocks", () => {
  const set = { prefix: '', suffix: '', aim: 'strip', idleMs: IDLE } as const;

  test('are one stream, however the scans lie in it', () => {
    const reader = hidReader({ kind: 'zebra-blocks' }, set);
    const scans = zebraBlocks(`${LONG}\r${LONG}x\r\n`).flatMap((block, at) => reader.push(block, at));
    expect(scans.map(({ content }) => content)).toEqual([
      { ok: true, text: LONG },
      { ok: true, text: `${LONG}x` },
    ]);
  });

  test('one that is damaged spoils its scan up to the end, and the next scan is read', () => {
    const reader = hidReader({ kind: 'zebra-blocks' }, set);
    const [first, second, ...rest] = zebraBlocks(`${LONG}\r`) as [Uint8Array, Uint8Array, ...Uint8Array[]];
    const sent = [first, second.with(0, 64), ...rest, ...zebraBlocks('HC1:NEXT\r')];
    expect(sent.flatMap((block, at) => reader.push(block, at)).map(({ content }) => content)).toEqual([
      { ok: false, problem: 'incomplete' },
      { ok: true, text: 'HC1:NEXT' },
    ]);
    reader.push(second.with(0, 64), 1000);
    expect(reader.tick(1000 + STUTTER_MS)).toEqual([]);
    expect(reader.nextDeadline()).toBe(null);
  });
});
