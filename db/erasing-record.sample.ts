import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach } from 'vitest';
import type { Person } from '../main/contract/pass.ts';
import { SAMPLE_DAY, sampleEntry } from './entry.sample.ts';
import { personOf } from './person.sample.ts';
import { readRecord } from './read-record.ts';
import { openRecord, type PersonErasure, type RecordProblem, type StationRecord } from './record.ts';
import { RECORD_FILE } from './record-file.ts';
import { searchQuery } from './search-terms.ts';

export const an = personOf(0, 0, 0, 111_111_111);
export const binh = personOf(4, 1, 3, 222_222_222);
export const chi = personOf(5, 2, 4, 333_333_333);
export const idOf = (person: Person) => person.ids[0]?.value ?? '';

/** A record from which people are erased, in a directory of its own for each test of a file. */
export class ErasingRecord {
  directory = '';
  record!: StationRecord;
  problems: RecordProblem[] = [];
  #minute = 0;

  constructor() {
    beforeEach(() => {
      this.directory = mkdtempSync(join(tmpdir(), 'chot-person-'));
      this.problems = [];
      this.open();
    });
    afterEach(() => {
      this.record.close();
      rmSync(this.directory, { recursive: true });
    });
  }

  open(): void {
    const opened = openRecord({ directory: this.directory, onProblem: (problem) => this.problems.push(problem) });
    if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
    this.record = opened.value;
  }

  reopen(): void {
    this.record.close();
    this.open();
  }

  append(person: Person, day = SAMPLE_DAY): void {
    this.#minute += 1;
    const at = Date.parse(`${day}T01:00:00Z`) + this.#minute * 60_000;
    const appended = this.record.append(sampleEntry({ person, day, at, identity: `cccd:${idOf(person)}` }));
    if (!appended.ok) throw new Error(appended.error);
  }

  erase(person: Person): PersonErasure {
    const isMeant = ({ ids }: Person) => ids.some(({ value }) => value === idOf(person));
    const erased = this.record.erasePerson(isMeant, { who: 'cli', from: 'cli' });
    if (!erased.ok) throw new Error(`${erased.error}: ${this.problems.at(-1)?.detail}`);
    return erased.value;
  }

  index(): void {
    for (let more = true; more; ) {
      const some = this.record.indexSome();
      if (!some.ok) throw new Error(some.error);
      more = some.value.more;
    }
  }

  /** The name of each row of a day, or why there is none. */
  states(day = SAMPLE_DAY): string[] {
    return [...this.record.entries(day)].map((row) => row.person?.name ?? row.personState);
  }

  files(folder: string): string[] {
    return readdirSync(join(this.directory, folder)).sort();
  }

  found(text: string): number[] {
    const reader = readRecord(this.directory, null);
    const query = searchQuery(text);
    if (!reader.ok || query === null) throw new Error('cannot search');
    const rows = [...reader.value.search(query, null)].map(({ seq }) => seq);
    reader.value.close();
    return rows;
  }

  audited(): { what: string; who: string; detail: Record<string, unknown> }[] {
    const db = new Database(join(this.directory, RECORD_FILE), { readonly: true });
    const rows = db
      .prepare<[], { what: string; who: string; detail: string }>('SELECT * FROM audit ORDER BY seq')
      .all();
    db.close();
    return rows.map(({ what, who, detail }) => ({ what, who, detail: JSON.parse(detail) }));
  }
}
