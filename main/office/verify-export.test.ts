import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportDay } from './export.ts';
import { day, row, rows, station } from './testing/export-rows.ts';
import { verifyExport } from './verify-export.ts';

const CSV = `cho-dong-xuan-${day}.csv`;
let to: string;
let directory: string;

beforeEach(async () => {
  to = mkdtempSync(join(tmpdir(), 'chot-usb-'));
  const report = await exportDay({ entries: rows(30), day, to, station, now: new Date('2021-09-24T17:30:00Z') });
  if (!report.ok) throw new Error(report.error.code);
  directory = report.value.directory;
});
afterEach(() => {
  rmSync(to, { recursive: true, force: true });
});

const inFolder = (name: string) => join(directory, name);

type Manifest = { rows: number; firstHash: string; files: { name: string; bytes: number; rows: number }[] };

function editManifest(edit: (manifest: Manifest) => unknown): void {
  const manifest = JSON.parse(readFileSync(inFolder('manifest.json'), 'utf8')) as Manifest;
  edit(manifest);
  writeFileSync(inFolder('manifest.json'), JSON.stringify(manifest));
}

function nameFile(name: string): void {
  editManifest((manifest) => {
    for (const file of manifest.files) file.name = name;
  });
}

describe('an export with damage', () => {
  it('is told by any one flipped bit of the file', async () => {
    const intact = readFileSync(inFolder(CSV));
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(intact);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        writeFileSync(inFolder(CSV), flipped);
        expect(await verifyExport(directory)).toMatchObject({ ok: false, error: { code: 'file-changed', file: CSV } });
      }),
    );
    writeFileSync(inFolder(CSV), intact);
    expect((await verifyExport(directory)).ok).toBe(true);
  });

  it('is never taken for whole when a bit of the manifest flips into another export', async () => {
    const intact = readFileSync(inFolder('manifest.json'));
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(intact);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        writeFileSync(inFolder('manifest.json'), flipped);
        const verified = await verifyExport(directory);
        // Names and times are not covered by anything; what is counted and hashed is.
        if (verified.ok) expect(verified.value).toMatchObject({ rows: 30, manifest: { firstHash: row(1).hash } });
      }),
    );
  });

  it.each<[string, () => void, { code: string; file: string }]>([
    ['a file cut short', () => truncateSync(inFolder(CSV), 1000), { code: 'file-truncated', file: CSV }],
    ['an empty file', () => truncateSync(inFolder(CSV), 0), { code: 'file-truncated', file: CSV }],
    ['a row added', () => appendFileSync(inFolder(CSV), 'x\r\n'), { code: 'file-changed', file: CSV }],
    ['a file missing', () => rmSync(inFolder(CSV)), { code: 'file-missing', file: CSV }],
    ['a file added', () => writeFileSync(inFolder('notes.txt'), ''), { code: 'file-extra', file: 'notes.txt' }],
    ['a folder added', () => mkdirSync(inFolder('.x')), { code: 'file-extra', file: '.x' }],
    ['no manifest', () => rmSync(inFolder('manifest.json')), { code: 'manifest-missing', file: 'manifest.json' }],
    [
      'a manifest cut short',
      () => truncateSync(inFolder('manifest.json'), 200),
      { code: 'manifest-broken', file: 'manifest.json' },
    ],
    [
      'a manifest of 70 KB',
      () => writeFileSync(inFolder('manifest.json'), ' '.repeat(70_000)),
      { code: 'manifest-broken', file: 'manifest.json' },
    ],
    [
      'a manifest from another program',
      () => writeFileSync(inFolder('manifest.json'), '{"files":[]}'),
      { code: 'manifest-broken', file: 'manifest.json' },
    ],
    [
      'fewer rows claimed',
      () => editManifest((manifest) => Object.assign(manifest, { rows: 29 })),
      { code: 'rows-differ', file: CSV },
    ],
    [
      'another first row claimed',
      () => editManifest((manifest) => Object.assign(manifest, { firstHash: row(2).hash })),
      { code: 'rows-differ', file: CSV },
    ],
    [
      'a link in place of the file',
      () => {
        renameSync(inFolder(CSV), join(to, 'elsewhere.csv'));
        symlinkSync(join(to, 'elsewhere.csv'), inFolder(CSV));
      },
      { code: 'not-a-file', file: CSV },
    ],
    ['a path upwards', () => nameFile('../elsewhere.csv'), { code: 'path-outside', file: '../elsewhere.csv' }],
    ['an absolute path', () => nameFile('/etc/passwd'), { code: 'path-outside', file: '/etc/passwd' }],
    ['a Windows path', () => nameFile('..\\x.csv'), { code: 'path-outside', file: '..\\x.csv' }],
    ['itself', () => nameFile('manifest.json'), { code: 'path-outside', file: 'manifest.json' }],
  ])('is told with the file at fault: %s', async (_name, damage, error) => {
    damage();
    expect(await verifyExport(directory)).toMatchObject({ ok: false, error });
  });

  it('is told when it is no folder at all', async () => {
    expect(await verifyExport(join(to, 'gone'))).toMatchObject({
      ok: false,
      error: { code: 'folder-missing', file: '' },
    });
    expect(await verifyExport(inFolder(CSV))).toMatchObject({ ok: false, error: { code: 'not-a-folder', file: '' } });
  });
});
