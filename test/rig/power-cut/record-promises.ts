import type { Checkin } from '../../../main/contract/checkin.ts';

/** Rows, events and backups in their order, each with the step from whose acknowledgement on it must be there. */
export type PromisedRow = { readonly step: number; readonly uuid: string; readonly day: string; readonly name: string };
export type Outcome = { readonly step: number; readonly seq: number; readonly outcome: 'acknowledged' | 'parked' };
type ErasedDay = { readonly step: number; readonly day: string; readonly wrappedKey: Buffer };
type PromisedBackup = { readonly step: number; readonly rows: number };

/** What a station has promised of its record, by the step at which it did; row n of the ledger is `rows[n - 1]`. */
export type Promises = {
  readonly rows: PromisedRow[];
  readonly outcomes: Outcome[];
  readonly erased: ErasedDay[];
  readonly backups: PromisedBackup[];
  /** Steps of the events of the audit log. */
  readonly events: number[];
  /** What the central has stored, by uuid, and since which step. */
  readonly central: Map<string, { readonly step: number; readonly checkin: Checkin }>;
};

export function noPromises(): Promises {
  return { rows: [], outcomes: [], erased: [], backups: [], events: [], central: new Map() };
}

/** Those that were made up to a step. */
export function upTo<T extends { readonly step: number }>(promises: readonly T[], step: number): T[] {
  return promises.filter((promise) => promise.step <= step);
}

/** The central as it was at a step. */
export function centralAt({ central }: Promises, step: number): Map<string, Checkin> {
  return new Map([...central].flatMap(([uuid, held]) => (held.step <= step ? [[uuid, held.checkin] as const] : [])));
}
