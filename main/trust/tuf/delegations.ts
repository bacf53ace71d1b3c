import type { TargetFile, Targets } from '@tufjs/models';

/** Which targets role says what of a target (TUF specification 1.0.31 section 5.6.7). Pure. */

export type TargetsOf = (role: string) => Targets | undefined;

/** `role` is searched after `delegator`, with keys that that one names. */
export type Delegation = { readonly role: string; readonly delegator: string };

const ROLE_NAME = /^[a-z][a-z0-9-]{0,80}$/;
/** More roles than these are no delegations of ours, but an attempt to keep a station busy. */
const MAX_ROLES = 256;

/** What is wrong with the delegations of a role; null: nothing. */
export function delegationsProblem({ delegations }: Targets): string | null {
  if (delegations === undefined) return null;
  if (delegations.succinctRoles !== undefined) return 'it delegates to hash bins, which stations do not read';
  const names = Object.keys(delegations.roles ?? {});
  if (names.length > MAX_ROLES) return `it delegates to ${names.length} roles, more than ${MAX_ROLES}`;
  const misnamed = names.find((name) => !ROLE_NAME.test(name));
  return misnamed === undefined
    ? null
    : `the name of the role ${JSON.stringify(misnamed)} does not fit ${ROLE_NAME.source}`;
}

/** The roles of a delegator that may say something of a wanted target. A pattern may, until its role has been read. */
export function helpfulRoles({ delegations }: Targets, wanted: (name: string) => boolean): string[] {
  return Object.values(delegations?.roles ?? {})
    .filter(({ paths }) => paths?.some((path) => /[*?[\]{}()!+@|\\]/.test(path) || wanted(path)) ?? true)
    .map(({ name }) => name);
}

/** What the most trusted role that may speak of it says of a target; null: none lists it. */
export function findTarget(name: string, targetsOf: TargetsOf): TargetFile | null {
  const visited = new Set<string>();
  const stack = ['targets'];
  for (let role = stack.pop(); role !== undefined; role = stack.pop()) {
    if (visited.has(role)) continue;
    visited.add(role);
    const targets = targetsOf(role);
    if (targets === undefined) continue;
    if (Object.hasOwn(targets.targets, name)) return targets.targets[name] ?? null;
    const children: string[] = [];
    for (const child of targets.delegations?.rolesForTarget(name) ?? []) {
      children.push(child.role);
      if (!child.terminating) continue;
      stack.length = 0;
      break;
    }
    stack.push(...children.reverse());
  }
  return null;
}
