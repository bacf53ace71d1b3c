import { REASON_TEXTS } from '../contract/texts.ts';
import { type ClockMarks, type ClockReading, readClock } from '../station/clock.ts';
import { type Finding, failed, good, told } from './finding.ts';

/** The clock against what is known of the time: signed trust, and the newest row beyond doubt. */
export function checkClock(reading: ClockReading, marks: ClockMarks): Finding[] {
  const says = new Date(reading.wall).toISOString();
  const facts = { clock: says, issuedAt: marks.issuedAt, highWater: marks.highWater };
  if (readClock(null, reading, marks).state === 'suspect') {
    const mark = new Date(Math.max(marks.issuedAt ?? 0, marks.highWater ?? 0)).toISOString();
    return [
      failed(
        {
          vi: `Đồng hồ chỉ ${says}, trước ${mark} là lúc đã qua`,
          en: `The clock says ${says}, before ${mark}, which is past`,
        },
        REASON_TEXTS['clock-suspect'].advice,
        facts,
      ),
    ];
  }
  if (marks.issuedAt === null && marks.highWater === null) {
    return [
      told(
        {
          vi: `Đồng hồ chỉ ${says}, chưa có gì để đối chiếu`,
          en: `The clock says ${says}; nothing to hold it against`,
        },
        facts,
      ),
    ];
  }
  return [
    good(
      { vi: `Đồng hồ chỉ ${says}, không có gì trái lại`, en: `The clock says ${says}; nothing speaks against it` },
      facts,
    ),
  ];
}
