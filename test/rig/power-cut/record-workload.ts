import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditBeside } from '../../../db/audit-beside.ts';
import { makeBackup } from '../../../db/backup.ts';
import { sampleEntry } from '../../../db/entry.sample.ts';
import { openRecord, type StationRecord } from '../../../db/record.ts';
import type { Result } from '../../../main/contract/result.ts';
import { type CheckTally, createRecordCheck } from './record-check.ts';
import { type Act, beginOf, RETENTION_DAYS, recordPlan } from './record-plan.ts';
import { noPromises, type Promises } from './record-promises.ts';
import { type Durability, weakened } from './record-weakened.ts';
import type { Workload } from './workload.ts';

/** Rows in one batch to the central, as many as it takes at once. */
const BATCH = 500;
const KEEP_BACKUPS = 2;
/** Check-ins for all kinds of acts to come about. */
const ENOUGH = 30;

export type RecordWorkload = Workload & { readonly tally: CheckTally };

/**
 * The record of a station over four days: check-ins, decisions of officers, events, uploads to a central that refuses a row
 * and leaves another unanswered, backups, checkpoints, restarts, and the erasure of a day. To show that a loss is noticed, it
 * may be kept less durably than it is.
 */
export function recordWorkload(checkins: number, durability: Durability): RecordWorkload {
  const plan = recordPlan(checkins);
  const promises = noPromises();
  const check = createRecordCheck(promises);
  return {
    steps: plan.length,
    async write(directory, acknowledge) {
      const data = join(directory, 'data');
      weakened(durability, () => {
        const station = new RecordingStation(data, promises);
        for (const [index, act] of plan.entries()) {
          station.carryOut(act, index + 1);
          acknowledge(index + 1);
        }
        station.close();
      });
      if (checkins >= ENOUGH) assertAllWasTried(promises, checkins);
    },
    check: async (directory, acknowledged, disk) => check.check(join(directory, 'data'), acknowledged, disk),
    goOn: async (directory) => check.goOn(join(directory, 'data')),
    tally: check.tally,
  };
}

/** Carries out a plan, and writes down what it promises by each act. */
class RecordingStation {
  readonly #directory: string;
  readonly #promises: Promises;
  #record: StationRecord;
  #now = beginOf(0);
  /** uuid of the newest check-in. */
  #newest = '';
  #sent: readonly { readonly uuid: string; readonly seq: number; readonly refused: boolean }[] = [];

  constructor(directory: string, promises: Promises) {
    this.#directory = directory;
    this.#promises = promises;
    this.#record = this.#open();
  }

  carryOut(act: Act, step: number): void {
    this.#now += 7000;
    switch (act.do) {
      case 'check-in':
      case 'override':
      case 'annulment':
        return this.#append(act.do, act.day, step);
      case 'event':
        must(this.#record.audit(EVENT));
        this.#promises.events.push(step);
        return;
      case 'event-beside':
        must(auditBeside(this.#directory, EVENT, this.#now));
        this.#promises.events.push(step);
        return;
      case 'send':
        return this.#send(act.refuse, step);
      case 'settle':
        return this.#settle(act.refuse, step);
      case 'erase':
        return this.#erase(act.today, step);
      case 'checkpoint':
        return this.#record.checkpoint();
      case 'backup': {
        const made = must(makeBackup(this.#directory, [], KEEP_BACKUPS, this.#now));
        this.#promises.backups.push({ step, rows: made.made.rows });
        return;
      }
      case 'restart':
        this.#record.close();
        this.#record = this.#open();
    }
  }

  close(): void {
    this.#record.close();
  }

  #open(): StationRecord {
    return must(openRecord({ directory: this.#directory, now: () => this.#now }));
  }

  #append(kind: 'check-in' | 'override' | 'annulment', day: string, step: number): void {
    this.#now = Math.max(this.#now, Date.parse(`${day}T00:00:00Z`));
    const number = this.#promises.rows.length + 1;
    const name = `NGƯỜI THỨ ${number}`;
    const entry = sampleEntry({
      kind,
      day,
      at: this.#now,
      refersTo: kind === 'check-in' ? null : this.#newest,
      identity: `${number % 40}`.padStart(64, '0'),
      person: { name, birthDate: '1984-07-21', ids: [{ type: 'cccd', value: `0791840${10_000 + number}` }] },
      override: kind === 'override' ? { reason: 'paper-checked', admit: true, officer: 'Trung úy An' } : null,
    });
    // Noted before it is done: after a power cut the row may be there though it was never acknowledged.
    this.#promises.rows.push({ step, uuid: entry.uuid, day, name });
    must(this.#record.append(entry));
    if (kind === 'check-in') this.#newest = entry.uuid;
  }

  /** The central has all of it when the step is acknowledged; of that the station knows nothing yet. */
  #send(refuse: boolean, step: number): void {
    const waiting = this.#record.outbox.waiting(0, BATCH);
    this.#sent = waiting.map(({ checkin: { uuid, seq } }, place) => ({ uuid, seq, refused: refuse && place === 0 }));
    for (const [place, { checkin }] of waiting.entries()) {
      if (this.#sent[place]?.refused || this.#promises.central.has(checkin.uuid)) continue;
      this.#promises.central.set(checkin.uuid, { step, checkin });
    }
  }

  #settle(refuse: boolean, step: number): void {
    const answers = this.#sent.map(({ seq, refused }, place) => {
      if (refused) return { seq, outcome: 'parked', reason: 'conflict: refused' } as const;
      return { seq, outcome: refuse && place === 1 ? 'unanswered' : 'acknowledged' } as const;
    });
    must(this.#record.outbox.settle(answers));
    for (const { seq, outcome } of answers) {
      if (outcome !== 'unanswered') this.#promises.outcomes.push({ step, seq, outcome });
    }
  }

  #erase(today: string, step: number): void {
    const keys = new Map(
      this.#promises.rows.map(({ day }) => [day, join(this.#directory, 'keys', 'days', `${day}.key`)]),
    );
    const erasedBefore = new Set(this.#promises.erased.map(({ day }) => day));
    const wrapped = new Map(
      [...keys].flatMap(([day, path]) => (erasedBefore.has(day) ? [] : [[day, readFileSync(path)] as const])),
    );
    const terms = { today, vouched: true, retentionDays: RETENTION_DAYS, hasCentral: true };
    for (const day of must(this.#record.eraseExpired(terms)).erased) {
      this.#promises.erased.push({ step, day, wrappedKey: wrapped.get(day) ?? Buffer.alloc(0) });
      this.#promises.events.push(step);
    }
  }
}

const EVENT = { who: 'station', from: 'station', what: 'trust-updated', detail: { version: 1 } } as const;

/** A plan that never came to what it is for would prove nothing. */
function assertAllWasTried({ rows, outcomes, erased, backups, central }: Promises, checkins: number): void {
  const tried = {
    rows: rows.length >= checkins,
    days: new Set(rows.map(({ day }) => day)).size === 4,
    erased: erased.length === 1 && erased[0]?.wrappedKey.length !== 0,
    refused: outcomes.some(({ outcome }) => outcome === 'parked'),
    settled: outcomes.filter(({ outcome }) => outcome === 'acknowledged').length > checkins / 2,
    backups: backups.length > KEEP_BACKUPS && backupsWereMade(backups),
    central: central.size > checkins / 2,
  };
  const missing = Object.entries(tried).filter(([, done]) => !done);
  if (missing.length > 0) throw new Error(`the plan did not try ${missing.map(([name]) => name).join(', ')}`);
}

function backupsWereMade(backups: Promises['backups']): boolean {
  return backups.every(({ rows }, at) => rows > (backups[at - 1]?.rows ?? 0));
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
