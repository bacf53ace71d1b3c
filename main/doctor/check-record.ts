import type { RecordGlance } from '../../db/glance-record.ts';
import type { RecordProblem } from '../../db/record.ts';
import type { Result } from '../contract/result.ts';
import { OUTAGE_TEXTS } from '../contract/texts.ts';
import { type Finding, failed, good, told, withDetail } from './finding.ts';
import { type Holder, holderText } from './holders.ts';

/** The record at a glance, and who writes it. `writers`: null where the system does not tell. */
export function checkRecord(
  glance: Result<RecordGlance | null, RecordProblem>,
  writers: readonly Holder[] | null,
): Finding[] {
  return [...ofRecord(glance), ...ofWriters(writers)];
}

function ofRecord(glance: Result<RecordGlance | null, RecordProblem>): Finding[] {
  if (!glance.ok) {
    const { title, advice } = OUTAGE_TEXTS[glance.error.code];
    return [failed(withDetail(title, glance.error.detail), advice, { code: glance.error.code })];
  }
  if (glance.value === null) {
    return [told({ vi: 'Chưa có sổ: trạm lập khi chạy lần đầu', en: 'No record yet: the first start makes it' })];
  }
  const { version, newest, journaled } = glance.value;
  const facts = { version, newest, journaled };
  if (newest === null) return [good({ vi: 'Sổ còn trống', en: 'The record is empty so far' }, facts)];
  const at = new Date(newest.at).toISOString();
  const findings = [
    good(
      {
        vi: `Sổ có ${newest.seq} dòng, dòng mới nhất lúc ${at} (chưa dò chuỗi: chot ledger verify)`,
        en: `The record has ${newest.seq} rows, the newest of ${at} (chains not walked: chot ledger verify)`,
      },
      facts,
    ),
  ];
  // One row may be on its way while a station runs.
  if ((journaled ?? 0) < newest.seq - 1) {
    findings.push(
      told(
        {
          vi: `Bản chép thứ hai (journal) mới đến dòng ${journaled ?? 0}`,
          en: `The second copy (journal) ends with row ${journaled ?? 0}`,
        },
        facts,
        { vi: 'Trạm tự chép tiếp khi khởi động.', en: 'The station catches up at its next start.' },
      ),
    );
  }
  return findings;
}

function ofWriters(writers: readonly Holder[] | null): Finding[] {
  if (writers === null) return [];
  const [writer] = writers;
  if (writer === undefined) {
    return [told({ vi: 'Không có trạm nào đang chạy trên dữ liệu này', en: 'No station runs on this data now' })];
  }
  const what = {
    vi: `Trạm đang chạy trên dữ liệu này: ${holderText(writer).vi}`,
    en: `A station runs on this data: ${holderText(writer).en}`,
  };
  return [told(what, { writer })];
}
