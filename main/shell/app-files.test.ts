import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { answer, readAppFiles } from './app-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'chot-page-'));
mkdirSync(join(directory, 'page', 'assets'), { recursive: true });
writeFileSync(join(directory, 'secret.html'), 'secret');
writeFileSync(join(directory, 'page', 'index.html'), '<!doctype html>');
writeFileSync(join(directory, 'page', 'assets', 'main.js'), 'let a;');
afterAll(() => rmSync(directory, { recursive: true }));
const files = readAppFiles(join(directory, 'page'));
const get = (url: string, method = 'GET') => answer(files, { url, method });

test('serves the files of the page under their media types', async () => {
  expect(await get('app://chot/index.html').text()).toBe('<!doctype html>');
  expect(get('app://chot/assets/main.js?v=1').headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(get('app://chot/').status).toBe(200);
});

test('answers nothing else: other hosts, methods, folders, files beside the page', () => {
  expect(get('app://other/index.html').status).toBe(404);
  expect(get('app://chot/index.html', 'POST').status).toBe(405);
  expect(get('app://chot/assets').status).toBe(404);
  expect(get('app://chot/../secret.html').status).toBe(404);
  expect(get('app://chot/..%2fsecret.html').status).toBe(404);
});

test('every answer, whatever is asked, carries the policy, and none leads out of the page', async () => {
  const part = fc.oneof(
    fc.constantFrom('..', '%2e%2e', '..%2f', '%5c', '\\', '//', 'secret.html', 'assets', '\0'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const given = `app://chot/${parts.join('/')}`;
      if (!URL.canParse(given)) return;
      const response = get(given);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).not.toBe('secret');
    }),
  );
});

test('a file of the page that no media type is known for stops the build, not a checkpoint', () => {
  writeFileSync(join(directory, 'page', 'notes.xyz'), '');
  expect(() => readAppFiles(join(directory, 'page'))).toThrow(/notes\.xyz: no media type/);
  rmSync(join(directory, 'page', 'notes.xyz'));
});
