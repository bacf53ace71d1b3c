import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readStationConfig } from './data-directory.ts';

const SITE = { id: 'cho', name: 'Chợ', type: 'cho' };
const lane = (name: string, more: object = {}) => ({ name, direction: 'in', ...more });
const config = (lanes: object[] = [lane('Cổng 1')], more: object = {}) =>
  JSON.stringify({ site: SITE, station: 'cho-1', locality: 'hcm', lanes, ...more });

function read(content: string | Uint8Array | null): ReturnType<typeof readStationConfig> {
  const directory = mkdtempSync(join(tmpdir(), 'chot-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'station.json');
  if (content === null) mkdirSync(path);
  else writeFileSync(path, content);
  return readStationConfig(directory);
}

test('a byte-order mark, as editors on Windows write, does no harm', () => {
  expect(read(`\uFEFF${config()}`)).toMatchObject({ ok: true, value: { lanes: [{ name: 'Cổng 1' }] } });
});

const port = { kind: 'serial', path: '/dev/serial/by-id/scanner' };
const hid = { kind: 'hid', usb: '0c2e:0b61', serial: 'S1' };
const board = (channel: number) => ({ kind: 'lcus', path: '/dev/serial/by-id/board', channel });

test.each([
  ['no JSON', '{ "site": ', /station\.json is not JSON/],
  ['text in another encoding', Buffer.from(config().replace('ổ', 'o'), 'utf16le'), /not text in UTF-8|not JSON/],
  ['a name in another encoding', Buffer.from(config([lane('C\u00f4')]), 'latin1'), /not text in UTF-8/],
  ['10 MB', config([lane('x'.repeat(10_000_000))]), /larger than 256 KiB/],
  ['a folder', null, /station\.json: EISDIR/],
  ['an unknown key', config([lane('a', { scaners: [] })]), /"scaners"[\s\S]*lanes\[0\]/],
  ['a wrong type', config([lane('a')], { retentionDays: '21' }), /retentionDays/],
  [
    'a port on two lanes',
    config([lane('a', { scanners: [port] }), lane('b', { scanners: [port] })]),
    /named twice[\s\S]*lanes\[1\]\.scanners\[0\]\.path/,
  ],
  [
    'a port for two uses',
    config([lane('a', { scanners: [port], turnstile: { ...board(1), path: port.path } })]),
    /lanes\[0\]\.turnstile\.path/,
  ],
  [
    'a HID scanner on two lanes',
    config([lane('a', { scanners: [hid] }), lane('b', { scanners: [{ ...hid, idleMs: 50 }] })]),
    /"0c2e:0b61 S1" is named twice[\s\S]*lanes\[1\]\.scanners\[0\]\.serial/,
  ],
  [
    'a HID scanner that nothing names',
    config([lane('a', { scanners: [{ kind: 'hid' }] })]),
    /either "usb" or "path"[\s\S]*lanes\[0\]\.scanners\[0\]/,
  ],
  [
    'a relay on two lanes',
    config([lane('a', { turnstile: board(1) }), lane('b', { turnstile: board(1) })]),
    /lanes\[1\]\.turnstile\.path/,
  ],
  [
    'the keyboard on two lanes',
    config([lane('a', { scanners: [{ kind: 'wedge' }] }), lane('b', { scanners: [{ kind: 'wedge' }] })]),
    /lanes\[1\]\.scanners\[0\]\.kind/,
  ],
])('a station.json with %s is refused, and the error names what is wrong', (_, content, named) => {
  const result = read(content);
  expect(result.ok ? '' : result.error.detail).toMatch(named);
});
