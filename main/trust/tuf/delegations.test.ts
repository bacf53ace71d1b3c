import { Targets } from '@tufjs/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wanted } from '../../../fixtures/trust/scene.ts';
import { delegationsProblem, findTarget, helpfulRoles } from './delegations.ts';

type Role = { readonly name: string; readonly paths: readonly string[]; readonly terminating?: boolean };
/** `lists`: names of targets, whose length tells by whom they were listed. */
function targets(lists: readonly string[], length: number, roles: readonly Role[] = []): Targets {
  const listed = lists.map((name) => [name, { length, hashes: { sha256: '0'.repeat(64) } }]);
  return Targets.fromJSON({
    _type: 'targets',
    spec_version: '1.0.31',
    version: 1,
    expires: '2030-01-01T00:00:00Z',
    targets: Object.fromEntries(listed),
    delegations: {
      keys: {},
      roles: roles.map((role) => ({ terminating: false, keyids: [], threshold: 1, ...role, paths: [...role.paths] })),
    },
  });
}
const finding = (roles: Readonly<Record<string, Targets>>) => (name: string) =>
  findTarget(name, (role) => roles[role])?.length ?? null;

describe('who may speak of a target', () => {
  const a = { name: 'a', paths: ['rules/hcm.json'] };
  test('the role itself before those it delegates to, and these in their order', () => {
    const b = { name: 'b', paths: ['rules/*'] };
    const find = finding({
      targets: targets(['keys/signers.json'], 1, [a, b]),
      a: targets(['rules/hcm.json', 'keys/signers.json', 'rules/dng.json'], 2),
      b: targets(['rules/hcm.json', 'rules/dng.json'], 3),
    });
    expect(['keys/signers.json', 'rules/hcm.json', 'rules/dng.json', 'rules/x.json'].map(find)).toEqual([
      1,
      2,
      3,
      null,
    ]);
  });
  test('nobody after a terminating role', () => {
    const last = { ...a, terminating: true };
    const find = finding({
      targets: targets([], 1, [last, { name: 'b', paths: ['rules/*'] }]),
      a: targets([], 2),
      b: targets(['rules/hcm.json', 'rules/dng.json'], 3),
    });
    expect([find('rules/hcm.json'), find('rules/dng.json')]).toEqual([null, 3]);
  });
  test('a role that delegates further gives no more than it has', () => {
    const find = finding({
      targets: targets([], 1, [a]),
      a: targets([], 2, [{ name: 'c', paths: ['keys/*', 'rules/*'] }]),
      c: targets(['keys/signers.json', 'rules/hcm.json', 'rules/dng.json'], 3),
    });
    expect(['keys/signers.json', 'rules/hcm.json', 'rules/dng.json'].map(find)).toEqual([null, 3, null]);
  });
  test('roles in a circle come to an end, and names of JavaScript are none', () => {
    const find = finding({
      targets: targets([], 1, [{ name: 'a', paths: ['*/*'] }]),
      a: targets([], 2, [{ name: 'a', paths: ['*/*'] }]),
    });
    expect(['rules/hcm.json', 'constructor', '__proto__', 'toString'].map(find)).toEqual([null, null, null, null]);
  });
});

test('a role that may say something of a wanted target is read, whatever its patterns', () => {
  const path = fc.constantFrom(
    'rules/hcm.json',
    'rules/dng.json',
    'roster/ben-thanh.json',
    'roster/*',
    '*/hcm.*',
    'status/?.cwt',
    '{keys,x}/*',
    'a/b',
  );
  fc.assert(
    fc.property(fc.array(path, { minLength: 1 }), (paths) => {
      const role = targets([], 1, [{ name: 'a', paths }]);
      const helps = helpfulRoles(role, wanted).length > 0;
      const names = ['rules/hcm.json', 'roster/ben-thanh.json', 'status/1.cwt', 'keys/signers.json'];
      const speaks = names.some((name) => [...(role.delegations?.rolesForTarget(name) ?? [])].length > 0);
      if (speaks) expect(helps).toBe(true);
      if (paths.every((each) => each === 'rules/dng.json' || each === 'a/b')) expect(helps).toBe(false);
    }),
  );
});

test('delegations that are none of ours are refused', () => {
  const many = Array.from({ length: 300 }, (_, n) => ({ name: `a${n}`, paths: ['x'] }));
  expect(delegationsProblem(targets([], 1, many))).toContain('300');
  expect(delegationsProblem(targets([], 1, [{ name: '10115', paths: ['x'] }]))).toContain('10115');
  expect(delegationsProblem(targets([], 1, [{ name: 'loc-hcm', paths: ['x'] }]))).toBeNull();
});
