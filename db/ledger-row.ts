import type { Checkin } from '../main/contract/checkin.ts';
import type { OverrideReason } from '../main/contract/override-reasons.ts';
import type { PassFormat, Person } from '../main/contract/pass.ts';
import type { Colour, Reason } from '../main/contract/reasons.ts';
import type { Direction } from '../main/contract/station-config.ts';
import type { ClockState } from '../main/contract/verdict.ts';
import { type ColumnValue, chainHash } from './chain.ts';

/** What the station asks to record; the person in clear, which only `db/` turns into ciphertext and keyed references. */
export type LedgerEntry = {
  /** UUIDv7, made once: a retry of a failed append passes the same one. */
  readonly uuid: string;
  readonly kind: Checkin['kind'];
  /** uuid of the row that an override or annulment is about; null for a check-in. */
  readonly refersTo: string | null;
  readonly simulated: boolean;
  /** Wall time, milliseconds since the epoch. */
  readonly at: number;
  readonly monotonicMs: number;
  readonly bootId: string;
  readonly clock: ClockState;
  /** Local day of the rule pack, YYYY-MM-DD: its data key seals the person. */
  readonly day: string;
  readonly direction: Direction;
  readonly lane: string;
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
  readonly format: PassFormat;
  readonly kid: string | null;
  /** `Pass.identity`; kept as a reference keyed by the day. */
  readonly identity: string | null;
  readonly person: Person | null;
  /** id@version of the rule pack. */
  readonly rules: string;
  /** Milliseconds since the epoch. */
  readonly trustIssuedAt: number | null;
  readonly override: { readonly reason: OverrideReason; readonly admit: boolean; readonly officer: string } | null;
};

/** One row of the table `ledger`, by column name. */
export type LedgerRow = {
  readonly seq: number;
  readonly uuid: string;
  readonly kind: Checkin['kind'];
  readonly refers_to: string | null;
  readonly simulated: 0 | 1;
  readonly at_ms: number;
  readonly monotonic_us: number;
  readonly boot_id: string;
  readonly clock: ClockState;
  readonly direction: Direction;
  readonly lane: string;
  readonly colour: Colour;
  /** JSON array of reason codes, worst first. */
  readonly reasons: string;
  readonly format: PassFormat;
  readonly kid: string | null;
  readonly person_ref: string | null;
  readonly identity_ref: string | null;
  readonly person_sealed: Uint8Array | null;
  readonly day: string;
  readonly rules: string;
  readonly trust_issued_at_ms: number | null;
  readonly override_reason: OverrideReason | null;
  readonly override_admit: 0 | 1 | null;
  readonly override_officer: string | null;
  readonly previous_hash: Uint8Array;
  readonly hash: Uint8Array;
};

/** The columns in the order in which the hash covers them. */
export const LEDGER_COLUMNS = [
  'seq',
  'uuid',
  'kind',
  'refers_to',
  'simulated',
  'at_ms',
  'monotonic_us',
  'boot_id',
  'clock',
  'direction',
  'lane',
  'colour',
  'reasons',
  'format',
  'kid',
  'person_ref',
  'identity_ref',
  'person_sealed',
  'day',
  'rules',
  'trust_issued_at_ms',
  'override_reason',
  'override_admit',
  'override_officer',
  'previous_hash',
] as const satisfies readonly Exclude<keyof LedgerRow, 'hash'>[];

export const LEDGER_DOMAIN = 'chot-ledger-1';

export function ledgerHash(row: { readonly [column in (typeof LEDGER_COLUMNS)[number]]: ColumnValue }): Buffer {
  return chainHash(
    LEDGER_DOMAIN,
    LEDGER_COLUMNS.map((column) => row[column]),
  );
}

/** What `db/` adds to an entry: its place in the chain and what stands for the person. */
export type RowPlace = { readonly seq: number; readonly previousHash: Uint8Array };
export type RowSecrets = {
  readonly personRef: string | null;
  readonly identityRef: string | null;
  readonly personSealed: Uint8Array | null;
};

export function ledgerRow(entry: LedgerEntry, place: RowPlace, secrets: RowSecrets): LedgerRow {
  const row = {
    seq: place.seq,
    uuid: entry.uuid,
    kind: entry.kind,
    refers_to: entry.refersTo,
    simulated: bit(entry.simulated),
    at_ms: Math.trunc(entry.at),
    monotonic_us: Math.round(entry.monotonicMs * 1000),
    boot_id: entry.bootId,
    clock: entry.clock,
    direction: entry.direction,
    lane: entry.lane,
    colour: entry.colour,
    reasons: JSON.stringify(entry.reasons),
    format: entry.format,
    kid: entry.kid,
    person_ref: secrets.personRef,
    identity_ref: secrets.identityRef,
    person_sealed: secrets.personSealed,
    day: entry.day,
    rules: entry.rules,
    trust_issued_at_ms: entry.trustIssuedAt === null ? null : Math.trunc(entry.trustIssuedAt),
    override_reason: entry.override?.reason ?? null,
    override_admit: entry.override ? bit(entry.override.admit) : null,
    override_officer: entry.override?.officer ?? null,
    previous_hash: place.previousHash,
  };
  return { ...row, hash: ledgerHash(row) };
}

/** A row as recorded, opened: what the office, the export and the upload read. */
export type RecordedEntry = Omit<LedgerEntry, 'identity'> & {
  readonly seq: number;
  /** Why `person` is null: there is none, the day's key was destroyed, or the ciphertext does not open. */
  readonly personState: 'none' | 'clear' | 'erased' | 'damaged';
  readonly personRef: string | null;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
};

export function recordedEntry(
  row: LedgerRow,
  person: Person | null,
  personState: RecordedEntry['personState'],
): RecordedEntry {
  return {
    seq: row.seq,
    uuid: row.uuid,
    kind: row.kind,
    refersTo: row.refers_to,
    simulated: row.simulated === 1,
    at: row.at_ms,
    monotonicMs: row.monotonic_us / 1000,
    bootId: row.boot_id,
    clock: row.clock,
    day: row.day,
    direction: row.direction,
    lane: row.lane,
    colour: row.colour,
    reasons: JSON.parse(row.reasons) as Reason[],
    format: row.format,
    kid: row.kid,
    person,
    personState,
    personRef: row.person_ref,
    rules: row.rules,
    trustIssuedAt: row.trust_issued_at_ms,
    override:
      row.override_reason === null
        ? null
        : { reason: row.override_reason, admit: row.override_admit === 1, officer: row.override_officer ?? '' },
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** The row as the central takes it. The same row gives the same content every time: the central compares. */
export function checkin(entry: RecordedEntry): Checkin {
  return {
    uuid: entry.uuid,
    seq: entry.seq,
    kind: entry.kind,
    refersTo: entry.refersTo,
    simulated: entry.simulated,
    at: new Date(entry.at).toISOString(),
    monotonicMs: entry.monotonicMs,
    bootId: entry.bootId,
    clock: entry.clock,
    direction: entry.direction,
    lane: entry.lane,
    colour: entry.colour,
    reasons: [...entry.reasons],
    format: entry.format,
    kid: entry.kid,
    person: entry.person && { ...entry.person, ids: [...entry.person.ids] },
    rules: entry.rules,
    trustIssuedAt: entry.trustIssuedAt === null ? null : new Date(entry.trustIssuedAt).toISOString(),
    override: entry.override,
  };
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
