import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ScannerConfig, scannerConfigSchema, stationConfigSchema } from './contract/station-config.ts';
import { storeScanner } from './store-scanner.ts';

const CONFIG = {
  site: { id: 'cho', name: 'Chợ Đồng Xuân', type: 'market' },
  station: 'cua-3',
  locality: 'vn-hn',
  lanes: [
    { name: 'ra', direction: 'out', scanners: [{ kind: 'wedge' }] },
    {
      name: 'vào',
      direction: 'in',
      scanners: [
        { kind: 'hid', usb: '0c2e:0b61' },
        { kind: 'serial', path: '/dev/serial/by-id/x', aim: 'keep' },
      ],
    },
  ],
  retentionDays: 14,
};

function directoryWith(content: string): { directory: string; path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'chot-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'station.json');
  writeFileSync(path, content);
  return { directory, path };
}

function station(config: unknown = CONFIG): { directory: string; path: string } {
  return directoryWith(JSON.stringify(config));
}

const serial = (more: object = {}): ScannerConfig =>
  scannerConfigSchema.parse({ kind: 'serial', path: '/dev/serial/by-id/x', ...more });

test('one scanner is set anew; nothing else in the file changes, and no default is written that nobody chose', () => {
  const { directory, path } = station();
  chmodSync(path, 0o644);
  const learned = serial({ baud: 115_200, suffix: '\t', aim: 'strip' });
  expect(storeScanner(directory, 'vào', 1, learned)).toEqual({ ok: true, value: undefined });
  const expected = structuredClone(CONFIG);
  expected.lanes[1]?.scanners.splice(1, 1, {
    kind: 'serial',
    path: '/dev/serial/by-id/x',
    aim: 'strip',
    baud: 115_200,
    suffix: '\t',
  } as never);
  const text = readFileSync(path, 'utf8');
  expect(JSON.parse(text)).toEqual(expected);
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(CONFIG));
  expect(stationConfigSchema.parse(JSON.parse(text)).lanes[1]?.scanners[1]).toEqual(learned);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readdirSync(directory)).toEqual(['station.json']);
});

test('a keyboard that was learned is read back as it was', () => {
  const { directory, path } = station();
  const keyboard = { KeyQ: 'a', 'Shift+KeyQ': 'A', 'AltGr+Digit0': '@', 'BracketLeft Space': '^' };
  const wedge = scannerConfigSchema.parse({ kind: 'wedge', keyboard, prefix: '"' });
  expect(storeScanner(directory, 'ra', 0, wedge).ok).toBe(true);
  expect(stationConfigSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).lanes[0]?.scanners[0]).toEqual(wedge);
});

test('a link is followed, not replaced', () => {
  const { path } = station();
  const directory = mkdtempSync(join(tmpdir(), 'chot-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  symlinkSync(path, join(directory, 'station.json'));
  expect(storeScanner(directory, 'vào', 1, serial({ prefix: 'S' })).ok).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain('"prefix": "S"');
});

test.each<[string, () => string, string, number, string]>([
  ['no such lane', () => station().directory, 'cổng', 1, 'scanner-gone'],
  ['no such scanner', () => station().directory, 'vào', 2, 'scanner-gone'],
  ['another device in its place', () => station().directory, 'vào', 0, 'scanner-gone'],
  ['a file that is no JSON', () => directoryWith('{"site"').directory, 'vào', 1, 'config-invalid'],
  ['a file that is no station', () => station({ lanes: [] }).directory, 'vào', 1, 'config-invalid'],
  ['no file', () => join(station().directory, 'nowhere'), 'vào', 1, 'config-invalid'],
])('%s is refused, and the file stays as it was', (_name, make, lane, index, code) => {
  const directory = make();
  const read = () => readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  const before = directory.endsWith('nowhere') ? null : read();
  expect(storeScanner(directory, lane, index, serial({ prefix: 'S' }))).toMatchObject({ ok: false, error: { code } });
  if (before !== null) expect(read()).toEqual(before);
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('skipped, a station.json of another user was not tried: only root can make one');

test.skipIf(!isRoot)('a file of another user is left alone', () => {
  const { directory, path } = station();
  chownSync(path, 65_534, 65_534);
  expect(storeScanner(directory, 'vào', 1, serial({ prefix: 'S' }))).toMatchObject({
    ok: false,
    error: { code: 'not-written' },
  });
});
