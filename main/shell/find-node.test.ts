import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findNode } from './find-node.ts';

const root = mkdtempSync(join(tmpdir(), 'chot-node-'));
afterAll(() => rmSync(root, { recursive: true }));

function directory(name: string): string {
  const path = join(root, name);
  mkdirSync(join(path, 'node_modules', '.bin'), { recursive: true });
  return path;
}
function fakeNode(path: string, version: string): void {
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
}

test('takes the Node beside the app, and before it the one packaged with it', () => {
  const app = directory('app');
  symlinkSync(process.execPath, join(app, 'node_modules', '.bin', 'node'));
  expect(findNode({ named: undefined, app, resources: null })).toEqual({
    ok: true,
    value: join(app, 'node_modules', '.bin', 'node'),
  });
  const resources = directory('resources');
  fakeNode(join(resources, 'node'), 'v24.0.0');
  expect(findNode({ named: undefined, app, resources })).toEqual({ ok: true, value: join(resources, 'node') });
});

test('passes over a Node that is too old or does not run, and says where it looked', () => {
  const app = directory('old');
  fakeNode(join(app, 'node_modules', '.bin', 'node'), 'v20.18.1');
  const resources = directory('broken');
  writeFileSync(join(resources, 'node'), 'not a program', { mode: 0o755 });
  const found = findNode({ named: undefined, app, resources });
  expect(found).toMatchObject({ ok: false });
  expect(found.ok ? '' : found.error).toContain(join(app, 'node_modules'));
  expect(found.ok ? '' : found.error).toContain('CHOT_NODE');
});

test('a Node that was named is the only one asked', () => {
  const app = directory('named');
  symlinkSync(process.execPath, join(app, 'node_modules', '.bin', 'node'));
  expect(findNode({ named: join(root, 'nowhere'), app, resources: null })).toMatchObject({ ok: false });
});
