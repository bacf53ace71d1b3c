import QRCode from 'qrcode';
import type { Finding } from '../../drivers/scanner/learn/learn.ts';
import { codeText, TEST_CODES } from '../../drivers/scanner/learn/test-codes.ts';
import type { SetUpPanel } from '../contract/panels.ts';
import type { TestCodeName } from '../contract/scanner-lesson.ts';
import type { SetUp } from './set-up-state.ts';

const MOST_DETAIL = 300;
const MOST_VALUE = 120;

export function setUpPanel(setUp: SetUp): SetUpPanel {
  if (setUp.step === 'devices')
    return { kind: 'set-up', lane: setUp.lane, view: { step: 'devices', page: setUp.page } };
  return { kind: 'set-up', lane: setUp.place.lane, view: viewOf(setUp) };
}

function viewOf(setUp: Exclude<SetUp, { step: 'devices' }>): SetUpPanel['view'] {
  const { index } = setUp.place;
  if (setUp.step === 'stored') return { step: 'stored', index, tried: setUp.tried };
  if (setUp.step === 'not-stored') return { step: 'not-stored', index, detail: setUp.detail.slice(0, MOST_DETAIL) };
  const { next, problem, profile } = setUp.lesson;
  const findings = setUp.lesson.findings.map(shown);
  if (profile !== null) return { step: 'learned', index, findings };
  const name = next ?? TEST_CODES[0]?.name ?? 'letters';
  return { step: 'learn', index, code: { name, rows: qrRows(name) }, findings, problem };
}

function shown({ code, value }: Finding): Finding {
  return { code, value: value === null ? null : value.slice(0, MOST_VALUE) };
}

const drawn = new Map<TestCodeName, string[]>();

/**
 * Of the lowest error correction, whose modules are the largest: a screen has no dirt, but few pixels. As bytes, which is
 * what the text with its accents and control characters is.
 */
function qrRows(name: TestCodeName): string[] {
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const segments = [{ mode: 'byte' as const, data: new TextEncoder().encode(codeText(name)) }];
  const { modules } = QRCode.create(segments, { errorCorrectionLevel: 'L' });
  const rows = Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => (modules.get(row, column) === 0 ? '0' : '1')).join(''),
  );
  drawn.set(name, rows);
  return rows;
}
