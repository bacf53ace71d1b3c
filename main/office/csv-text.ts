import { stringify } from 'csv-stringify/sync';

/** Begins a file whose text a spreadsheet shall take for UTF-8. */
export const UTF8_BOM = '\uFEFF';

/** Characters that make a spreadsheet compute a cell instead of showing it; the wide ones work in Excel too. */
const FORMULA = '[=+\\-@＝＋－＠]';
const BEFORE_FORMULA = new RegExp(`(^|[;\\t\\r\\n])('*)(?=${FORMULA})`, 'g');
const GUARDED = new RegExp(`(^|[;\\t\\r\\n])('*)'(?=${FORMULA})`, 'g');

/**
 * Disarms what a spreadsheet would run as a formula (CSV injection), with an apostrophe before it: at the start of a
 * cell, and after a semicolon, tab or line break, since a spreadsheet set to another separator starts a cell there.
 */
export function guardFormula(cell: string): string {
  return cell.replace(BEFORE_FORMULA, "$1$2'");
}

/** Undoes `guardFormula`, exactly. */
export function unguardFormula(cell: string): string {
  return cell.replace(GUARDED, '$1$2');
}

/** Records of RFC 4180: commas, CRLF, quotes where needed. */
export function csvText(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map((cells) => cells.map(guardFormula)),
    // The library quotes a line break only when it is the whole delimiter; a lone CR or LF ends a record elsewhere too.
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
}
