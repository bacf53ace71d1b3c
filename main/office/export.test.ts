import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unguardFormula } from './csv-text.ts';
import { exportDay } from './export.ts';
import { EXPORT_COLUMNS, type ExportRow, exportCells } from './export-row.ts';
import { day, parseCsv, row, rows, station } from './testing/export-rows.ts';
import { verifyExport } from './verify-export.ts';

const now = new Date('2021-09-24T17:30:00Z');
/** For scripts that a test runs in a process of their own. */
const source = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
const imports = `
      import { exportDay } from ${source('export.ts')};
      import { rows, station, day } from ${source('testing/export-rows.ts')};`;

let to: string;

beforeEach(() => {
  to = mkdtempSync(join(tmpdir(), 'chot-usb-'));
});
afterEach(() => {
  rmSync(to, { recursive: true, force: true });
});

async function exported(entries: Iterable<ExportRow>) {
  const report = await exportDay({ entries, day, to, station, now });
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return report.value;
}

function aFile(): string {
  writeFileSync(join(to, 'file'), '');
  return join(to, 'file');
}

const csvOf = (directory: string) => readFileSync(join(directory, `cho-dong-xuan-${day}.csv`), 'utf8');

describe('an exported day', () => {
  it('holds every row as recorded, in a text that a spreadsheet shows in Vietnamese', async () => {
    const all = [
      row(1),
      row(2, { name: 'LÊ "TÍ"; =cmd|calc, A\r\nB', lane: '=1+1', birthDate: null, ids: [] }),
      row(3, { name: null, personState: 'erased', birthDate: null, ids: [], kid: null, trustIssuedAt: null }),
      row(4, {
        kind: 'override',
        refersTo: row(1).uuid,
        override: { reason: 'paper-checked', admit: true, officer: '@Hương' },
        simulated: true,
      }),
    ];
    const { directory, rows: count, manifest } = await exported(all);
    expect(directory).toBe(join(to, `chot-cho-dong-xuan-1-${day}`));
    expect(readdirSync(directory).sort()).toEqual([`cho-dong-xuan-${day}.csv`, 'manifest.json']);
    const text = csvOf(directory);
    expect([...readFileSync(join(directory, `cho-dong-xuan-${day}.csv`)).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [header, ...records] = parseCsv(text.slice(1));
    expect(header).toEqual(EXPORT_COLUMNS);
    expect(records.map((record) => record.map(unguardFormula))).toEqual(all.map(exportCells));
    expect(text).toContain("'=1+1");
    expect(text).toContain('NGUYỄN THỊ BÍCH NGỌC');
    expect(text).toContain('cccd:001093029317 phone:+84943123456');
    expect(count).toBe(4);
    expect(manifest).toMatchObject({ rows: 4, day, firstHash: row(1).hash, lastHash: row(4).hash });
    expect(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(await verifyExport(directory)).toMatchObject({ ok: true, value: { rows: 4, files: 1 } });
  });

  it('of a day without passages is a header, and is verified', async () => {
    const { directory, manifest } = await exported([]);
    expect(parseCsv(csvOf(directory).slice(1))).toEqual([EXPORT_COLUMNS]);
    expect(manifest).toMatchObject({ rows: 0, firstHash: null, lastHash: null });
    expect(await verifyExport(directory)).toMatchObject({ ok: true, value: { rows: 0 } });
  });

  it('never touches an earlier export', async () => {
    const first = await exported(rows(2));
    const before = csvOf(first.directory);
    const second = await exported(rows(3));
    const third = await exported(rows(4));
    expect([second.directory, third.directory]).toEqual([`${first.directory}-2`, `${first.directory}-3`]);
    expect(csvOf(first.directory)).toBe(before);
    expect(readdirSync(to)).toHaveLength(3);
  });

  it('of 50,000 rows is written in pieces while the station goes on working', async () => {
    let turns = 0;
    let mostRowsInATurn = 0;
    let pulled = 0;
    const working = setInterval(() => {
      turns++;
      pulled = 0;
    }, 0);
    function* counted() {
      for (const one of rows(50_000)) {
        mostRowsInATurn = Math.max(mostRowsInATurn, ++pulled);
        yield one;
      }
    }
    const { directory } = await exported(counted());
    clearInterval(working);
    // The rows taken between two turns of the event loop are a few pieces, not the day.
    expect(turns).toBeGreaterThan(10);
    expect(mostRowsInATurn).toBeLessThan(5_000);
    expect(await verifyExport(directory)).toMatchObject({ ok: true, value: { rows: 50_000 } });
  });

  it('of 100,000 rows, 36 MB, goes through a heap of 24 MB', async () => {
    const script = `${imports}
      const report = await exportDay({ entries: rows(100_000), day, to: process.argv[1], station, now: new Date(0) });
      console.log(report.ok);
    `;
    const args = ['--max-old-space-size=24', '--input-type=module', '-e', script, to];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe('true');
  });
});

describe('an export that fails', () => {
  it.each([
    ['a folder that is not there', () => join(to, 'gone'), 'folder-missing'],
    ['a file', () => aFile(), 'not-a-folder'],
  ])('says what to do: %s', async (_name, folder, code) => {
    const target = folder();
    const report = await exportDay({ entries: rows(1), day, to: target, station, now });
    expect(report).toMatchObject({ ok: false, error: { code, what: target } });
    expect(report.ok ? '' : report.error.todo.vi).not.toBe('');
  });

  it.each(['2021-02-30', '24/09/2021', '../../x', ''])('does not take %j for a day', async (wrong) => {
    const report = await exportDay({ entries: rows(1), day: wrong, to, station, now });
    expect(report).toMatchObject({ ok: false, error: { code: 'day-invalid' } });
    expect(readdirSync(to)).toEqual([]);
  });

  it('leaves nothing behind when the ledger cannot be read to the end', async () => {
    function* broken() {
      yield* rows(1200);
      throw new Error('database disk image is malformed');
    }
    await expect(exportDay({ entries: broken(), day, to, station, now })).rejects.toThrow('malformed');
    expect(readdirSync(to)).toEqual([]);
  });

  it("left by a killed station is cleared away by the next one; another station's and a running one are not", async () => {
    const left = [
      '.chot-cho-dong-xuan-1-unfinished-old',
      '.chot-cho-dong-xuan-1-unfinished-new',
      '.chot-other-unfinished-old',
    ];
    for (const name of left) {
      mkdirSync(join(to, name));
      writeFileSync(join(to, name, 'x.csv'), 'NGUYEN');
      const touched = new Date(now.getTime() - (name.endsWith('new') ? 60_000 : 7_200_000));
      utimesSync(join(to, name), touched, touched);
    }
    await exported(rows(1));
    expect(
      readdirSync(to)
        .filter((name) => name.startsWith('.'))
        .sort(),
    ).toEqual(left.slice(1));
  });

  const namespaces = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;
  const reason = namespaces ? '' : ' (skipped: this system lets nobody mount a small disk: unshare -Urm)';
  if (!namespaces) console.warn(`export to a full and a read-only disk${reason}`);

  it.skipIf(!namespaces).each([
    ['full', 'size=256k', 'disk-full'],
    ['read-only', 'ro', 'read-only'],
  ])(`leaves nothing behind on a disk that is %s${reason}`, (_name, options, code) => {
    const disk = join(to, 'disk');
    mkdirSync(disk);
    const script = `${imports}
      import { readdirSync } from 'node:fs';
      const to = process.argv[1];
      const report = await exportDay({ entries: rows(5000), day, to, station, now: new Date(0) });
      console.log(JSON.stringify({ code: report.ok ? null : report.error.code, left: readdirSync(to) }));
    `;
    const shell = `mount -t tmpfs -o ${options} tmpfs "$1" && exec "$2" --input-type=module -e "$3" "$1"`;
    const args = ['-Urm', 'sh', '-c', shell, 'sh', disk, process.execPath, script];
    expect(JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' }))).toEqual({ code, left: [] });
  });

  it('killed at any moment leaves no folder under the final name that does not verify', async () => {
    const script = `${imports}
      for (;;) {
        await exportDay({ entries: rows(3000), day, to: process.argv[1], station, now: new Date(0) });
        console.log('exported');
      }
    `;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, to], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // Killed some time into a later export, wherever it is then.
      await once(child.stdout, 'data');
      await setTimeout(Math.random() * 100);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const finals = readdirSync(to).filter((name) => name.startsWith('chot-'));
    for (const name of finals) {
      expect(existsSync(join(to, name, 'manifest.json'))).toBe(true);
      expect(await verifyExport(join(to, name))).toMatchObject({ ok: true, value: { rows: 3000 } });
    }
    expect(finals.length).toBeGreaterThanOrEqual(6);
  });
});
