import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { checkSecrecy } from './check-secrecy.ts';
import { type DiskEncryption, diskEncryption, encryptionOf, sourceOf } from './disk-encryption.ts';
import type { Finding } from './finding.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chot-secrecy-'));
  mkdirSync(join(directory, 'keys'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

function has(...paths: string[]): void {
  for (const path of paths) writeFileSync(join(directory, path), 'x');
}

/** What systemd hands over. */
function handed(): string {
  mkdirSync(join(directory, 'credentials'));
  has('credentials/chot-station-key');
  return join(directory, 'credentials');
}

async function said(disk: DiskEncryption, credentials: string | null = null, tpm = true): Promise<readonly Finding[]> {
  return checkSecrecy(directory, { encryption: async () => disk, tpm: () => tpm, credentials });
}

const inShort = (findings: readonly Finding[]) => findings.map(({ status, what }) => `${status}: ${what.en}`);

describe('the station key and the disk', () => {
  test.each<[DiskEncryption, Finding['status'], RegExp]>([
    ['plain', 'warn', /not encrypted.*whoever takes the disk.*can read who passed.*Only copies/],
    ['unknown', 'info', /cannot be seen/],
    ['encrypted', 'ok', /is encrypted/],
  ])('a key that is a file on a disk that is %s: %s', async (disk, status, words) => {
    has('keys/station.key', 'record.db');
    const findings = await said(disk);
    expect(inShort(findings)).toEqual([expect.stringMatching(new RegExp(`^${status}: .*${words.source}`))]);
    for (const { what, todo } of findings) for (const text of [what, todo]) expect(text?.vi).not.toBe(text?.en ?? '');
  });

  test('before the first start it is said of the key that will be made', async () => {
    expect((await said('plain')).map(({ status }) => status)).toEqual(['warn']);
  });

  test('a key that is handed over leaves the names shut, and what else lies there in clear is named', async () => {
    has('record.db');
    const credentials = handed();
    expect((await said('plain', credentials)).map(({ status }) => status)).toEqual(['info', 'info']);
    has('keys/station.age');
    expect(inShort(await said('plain', credentials))).toEqual([
      expect.stringMatching(/^info: .*handed over/),
      expect.stringMatching(/^warn: .*keys\/station\.age lie on it in clear/),
    ]);
    expect((await said('encrypted', credentials)).map(({ status }) => status)).toEqual(['info', 'ok']);
  });

  test('a key that is handed over without a TPM protects nothing on a plain disk', async () => {
    has('record.db');
    const credentials = handed();
    expect(inShort(await said('plain', credentials, false))[1]).toMatch(/^warn: .*no TPM.*same disk/);
    expect((await said('encrypted', credentials, false)).map(({ status }) => status)).toEqual(['info', 'ok']);
  });

  test('a key that is handed over and still a file is told', async () => {
    has('keys/station.key', 'record.db');
    expect(inShort(await said('encrypted', handed()))).toEqual([
      expect.stringMatching(/^warn: .*still on the disk/),
      expect.stringMatching(/^ok: /),
    ]);
  });

  test('a record without a key is told, and no other key is promised', async () => {
    has('record.db');
    expect(inShort(await said('encrypted'))[0]).toMatch(/^info: .*not to this command/);
  });

  test('nothing is said of a directory that is not there', async () => {
    rmSync(directory, { recursive: true });
    expect(await said('plain')).toEqual([]);
  });
});

describe('whether a disk is encrypted, as sysfs tells it', () => {
  let sys = '';

  beforeEach(() => {
    sys = join(directory, 'sys');
    mkdirSync(join(sys, 'dev', 'block'), { recursive: true });
  });

  type Device = { readonly uuid?: string; readonly of?: readonly string[]; readonly partitionOf?: string };

  /** Block devices as the kernel shows them: below /sys/devices, by name and by number. */
  function devices(made: Readonly<Record<string, Device>>): void {
    const place = (name: string): string => {
      const disk = made[name]?.partitionOf;
      return disk === undefined ? join(sys, 'devices', name) : join(place(disk), name);
    };
    for (const [name, { uuid, of = [], partitionOf }] of Object.entries(made)) {
      mkdirSync(join(place(name), 'slaves'), { recursive: true });
      if (uuid !== undefined) {
        mkdirSync(join(place(name), 'dm'));
        writeFileSync(join(place(name), 'dm', 'uuid'), `${uuid}\n`);
      }
      if (partitionOf !== undefined) writeFileSync(join(place(name), 'partition'), '1\n');
      for (const part of of) symlinkSync(place(part), join(place(name), 'slaves', part));
    }
  }

  const LUKS = 'CRYPT-LUKS2-0123456789abcdef0123456789abcdef-root';

  test.each<[string, DiskEncryption, string, Readonly<Record<string, Device>>]>([
    ['a disk', 'plain', 'sda', { sda: {} }],
    ['a partition', 'plain', 'sda/sda2', { sda: {}, sda2: { partitionOf: 'sda' } }],
    [
      'LUKS on a partition',
      'encrypted',
      'dm-0',
      { sda: {}, sda2: { partitionOf: 'sda' }, 'dm-0': { uuid: LUKS, of: ['sda2'] } },
    ],
    [
      'LVM on LUKS',
      'encrypted',
      'dm-1',
      { sda: {}, 'dm-0': { uuid: LUKS, of: ['sda'] }, 'dm-1': { uuid: 'LVM-x', of: ['dm-0'] } },
    ],
    ['LVM on a plain disk', 'plain', 'dm-0', { sda: {}, 'dm-0': { uuid: 'LVM-x', of: ['sda'] } }],
    [
      'a partition of a RAID on LUKS',
      'encrypted',
      'md0/md0p1',
      { sda: {}, 'dm-0': { uuid: LUKS, of: ['sda'] }, md0: { of: ['dm-0'] }, md0p1: { partitionOf: 'md0' } },
    ],
    [
      'LVM of which a part is plain',
      'plain',
      'dm-1',
      { sda: {}, sdb: {}, 'dm-0': { uuid: LUKS, of: ['sda'] }, 'dm-1': { uuid: 'LVM-x', of: ['dm-0', 'sdb'] } },
    ],
    ['what is only kept from changes', 'plain', 'dm-0', { sda: {}, 'dm-0': { uuid: 'CRYPT-VERITY-x-y', of: ['sda'] } }],
    ['a file as a disk', 'unknown', 'loop0', { loop0: {} }],
  ])('%s: %s', async (_, expected, name, made) => {
    devices(made);
    symlinkSync(join(sys, 'devices', name), join(sys, 'dev', 'block', '8:1'));
    expect(await encryptionOf('8:1', sys)).toBe(expected);
  });

  test('a file system without a device of its own is found by its mount', () => {
    const mounts = [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '30 27 0:33 /@home /home rw shared:1 master:2 - btrfs /dev/mapper/luks-1 rw,space_cache',
      '31 27 0:34 / /home/chot\\040data rw - tmpfs tmpfs rw',
      '',
    ].join('\n');
    expect(sourceOf('/homeless', mounts)).toBe('/dev/vda');
    expect(sourceOf('/home/chot', mounts)).toBe('/dev/mapper/luks-1');
    expect(sourceOf('/home/chot data/x', mounts)).toBe(null);
    expect(sourceOf('/', '')).toBe(null);
  });

  test('where the system does not tell, it is not known', async () => {
    expect(await diskEncryption(join(directory, 'gone'))).toBe('unknown');
  });
});
