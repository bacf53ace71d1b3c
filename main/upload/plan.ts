import type { WaitingRow } from '../../db/record.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_ROWS } from '../contract/central-api.ts';

/** A row with its JSON as it will be sent, made once: what is measured is what is sent. */
export type PlannedRow = {
  readonly seq: number;
  readonly uuid: string;
  readonly attempts: number;
  readonly json: string;
};

/** Rows that go to the central in one request, oldest first; never empty. */
export type Batch = readonly [PlannedRow, ...PlannedRow[]];

export type Plan = {
  readonly batches: readonly Batch[];
  /** Rows that no request can hold. */
  readonly tooLarge: readonly PlannedRow[];
};

export type BatchLimits = {
  readonly rows: number;
  /** Of the whole JSON before compression, in bytes of UTF-8. */
  readonly bytes: number;
};

export const BATCH_LIMITS: BatchLimits = { rows: MAX_BATCH_ROWS, bytes: MAX_BATCH_BYTES };

export function plannedRow({ checkin, attempts }: Pick<WaitingRow, 'checkin' | 'attempts'>): PlannedRow {
  return { seq: checkin.seq, uuid: checkin.uuid, attempts, json: JSON.stringify(checkin) };
}

/** Packs rows into as few requests as their order allows. */
export function planBatches(station: string, rows: readonly PlannedRow[], limits: BatchLimits = BATCH_LIMITS): Plan {
  const envelope = utf8Length(batchJson(station, []));
  const batches: [PlannedRow, ...PlannedRow[]][] = [];
  const tooLarge: PlannedRow[] = [];
  let size = 0;
  for (const row of rows) {
    const bytes = utf8Length(row.json) + 1;
    const current = batches.at(-1);
    if (envelope + bytes - 1 > limits.bytes) tooLarge.push(row);
    else if (current === undefined || current.length >= limits.rows || size + bytes > limits.bytes) {
      batches.push([row]);
      size = envelope + bytes - 1;
    } else {
      current.push(row);
      size += bytes;
    }
  }
  return { batches, tooLarge };
}

/** Halves of a batch that was refused as a whole, to find the row at fault; null: it is a single row. */
export function splitBatch(batch: Batch): readonly [Batch, Batch] | null {
  const middle = Math.ceil(batch.length / 2);
  const [first, second] = [asBatch(batch.slice(0, middle)), asBatch(batch.slice(middle))];
  return first === null || second === null ? null : [first, second];
}

/** The body of a request: a `BatchRequest` of the contract. */
export function batchJson(station: string, rows: readonly Pick<PlannedRow, 'json'>[]): string {
  return `{"station":${JSON.stringify(station)},"rows":[${rows.map((row) => row.json).join(',')}]}`;
}

function asBatch(rows: readonly PlannedRow[]): Batch | null {
  const [first, ...rest] = rows;
  return first === undefined ? null : [first, ...rest];
}

function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
