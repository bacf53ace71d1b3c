import type { Checkin } from '../contract/checkin.ts';
import type { PassFormat, PersonId } from '../contract/pass.ts';
import type { Colour, Reason } from '../contract/reasons.ts';
import type { Direction } from '../contract/station-config.ts';
import type { ClockState } from '../contract/verdict.ts';

/** One row of the ledger, opened, as an export hands it out. */
export type ExportRow = {
  readonly seq: number;
  readonly uuid: string;
  /** Wall time, milliseconds since the epoch. */
  readonly at: number;
  /** The same in the local time of the rule pack, `2021-09-24 08:15:00`. */
  readonly localTime: string;
  readonly kind: Checkin['kind'];
  readonly refersTo: string | null;
  readonly direction: Direction;
  readonly lane: string;
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
  readonly format: PassFormat;
  readonly kid: string | null;
  /** `none`: the row has no person; `erased`: the day's key was destroyed; `damaged`: the ciphertext does not open. */
  readonly personState: 'none' | 'clear' | 'erased' | 'damaged';
  readonly name: string | null;
  readonly birthDate: string | null;
  readonly ids: readonly PersonId[];
  readonly override: Checkin['override'];
  readonly simulated: boolean;
  readonly clock: ClockState;
  readonly rules: string;
  /** Milliseconds since the epoch; null: there was no trust metadata. */
  readonly trustIssuedAt: number | null;
  /** Hash of the row in the ledger's chain, 64 lower-case hex digits: ties the row to the ledger it came from. */
  readonly hash: string;
};

/**
 * The columns of the file, in order. Identifiers stand as `type:value`, separated by a blank, because a spreadsheet takes
 * a cell of digits for a number and drops the leading zeros of a citizen's number. The hash is last.
 */
const COLUMNS: Readonly<Record<string, (row: ExportRow) => string>> = {
  seq: (row) => String(row.seq),
  local_time: (row) => row.localTime,
  at: (row) => new Date(row.at).toISOString(),
  kind: (row) => row.kind,
  direction: (row) => row.direction,
  lane: (row) => row.lane,
  colour: (row) => row.colour,
  reasons: (row) => row.reasons.join(' '),
  format: (row) => row.format,
  name: (row) => row.name ?? '',
  birth_date: (row) => row.birthDate ?? '',
  ids: (row) => row.ids.map((id) => `${id.type}:${id.value}`).join(' '),
  person: (row) => row.personState,
  override: (row) => row.override?.reason ?? '',
  override_admit: (row) => (row.override ? String(row.override.admit) : ''),
  override_officer: (row) => row.override?.officer ?? '',
  simulated: (row) => String(row.simulated),
  clock: (row) => row.clock,
  rules: (row) => row.rules,
  trust_issued_at: (row) => (row.trustIssuedAt === null ? '' : new Date(row.trustIssuedAt).toISOString()),
  kid: (row) => row.kid ?? '',
  uuid: (row) => row.uuid,
  refers_to: (row) => row.refersTo ?? '',
  hash: (row) => row.hash,
};

export const EXPORT_COLUMNS: readonly string[] = Object.keys(COLUMNS);

export function exportCells(row: ExportRow): string[] {
  return Object.values(COLUMNS).map((cell) => cell(row));
}
