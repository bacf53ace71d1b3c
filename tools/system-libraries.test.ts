import { expect, test } from 'vitest';
import { hasRenamedPackages, packagesOf, parseMissing } from './system-libraries.ts';

/** As ldd prints on a bare Debian 12 (debian:12-slim), shortened. */
const LDD = `	linux-vdso.so.1 (0x00007ffd)
	libffmpeg.so => /x/libffmpeg.so (0x00007f)
	libnss3.so => not found
	libsmime3.so => not found
	libatk-bridge-2.0.so.0 => not found
	libpango-1.0.so.0 => not found
	libasound.so.2 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
	/lib64/ld-linux-x86-64.so.2 (0x00007f)
`;

test('the libraries that ldd does not find become one package each, in no name twice', () => {
  expect(parseMissing(LDD)).toEqual([
    'libnss3.so',
    'libsmime3.so',
    'libatk-bridge-2.0.so.0',
    'libpango-1.0.so.0',
    'libasound.so.2',
  ]);
  expect(packagesOf(parseMissing(LDD)).map((names) => names.at(-1))).toEqual([
    'libnss3',
    'libatk-bridge2.0-0',
    'libasound2',
    'libgtk-3-0',
  ]);
});

test('nothing missing needs no package', () => {
  expect(packagesOf(parseMissing('\tlibc.so.6 => /lib/libc.so.6 (0x0)\n'))).toEqual([]);
});

test.each([
  ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n', false],
  ['ID=debian\nVERSION_ID="13"\n', true],
  ['ID=ubuntu\nVERSION_ID="22.04"\n', false],
  ['ID=ubuntu\nVERSION_ID="24.04"\n', true],
  ['ID=debian\n', false],
])('the packages have their newer names: %j %s', (osRelease, renamed) => {
  expect(hasRenamedPackages(osRelease)).toBe(renamed);
});
