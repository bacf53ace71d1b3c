/** Names of the targets of a trust repository, in one place (DESIGN section 4). */

const LOCALITY = '[a-z0-9][a-z0-9-]{0,63}';
const MIB = 1 << 20;

/** `form` names the part that tells one file of the kind from another; `cap`: largest size in bytes. */
const KINDS = {
  keys: { form: /^keys\/(signers)\.json$/, cap: 16 * MIB },
  status: { form: /^status\/(0|[1-9]\d{0,4})\.cwt$/, cap: 32 * MIB },
  revocation: { form: /^revocation\/([a-z]{2})\.bin$/, cap: 512 * MIB },
  facts: { form: new RegExp(`^facts/(${LOCALITY})\\.age$`), cap: 1024 * MIB },
  rules: { form: new RegExp(`^rules/(${LOCALITY})\\.json$`), cap: 4 * MIB },
  places: { form: new RegExp(`^places/(${LOCALITY})\\.json$`), cap: 16 * MIB },
  roster: { form: new RegExp(`^roster/(${LOCALITY})\\.json$`), cap: 64 * MIB },
} as const;

export type TargetKind = keyof typeof KINDS;

/** `part`: number of a status list, country in lower case, locality or site. */
export type Target = { readonly kind: TargetKind; readonly part: string; readonly name: string };

export const SIGNERS = 'keys/signers.json';

/** null: no name of ours, which is not ours to read. */
export function parseTargetName(name: string): Target | null {
  for (const kind of Object.keys(KINDS) as TargetKind[]) {
    const part = KINDS[kind].form.exec(name)?.[1];
    if (part !== undefined) return { kind, part, name };
  }
  return null;
}

/** Largest size of a target, in bytes: what is larger is not even fetched. */
export function targetCap({ kind }: Target): number {
  return KINDS[kind].cap;
}

/**
 * Whether a station at that site, of that locality, keeps a target: keys, every status and revocation list, and facts,
 * rules, places and roster of its own.
 */
export function wantedTargets(locality: string, site: string): (name: string) => boolean {
  return (name) => {
    const target = parseTargetName(name);
    switch (target?.kind) {
      case undefined:
        return false;
      case 'facts':
      case 'rules':
      case 'places':
        return target.part === locality;
      case 'roster':
        return target.part === site;
      default:
        return true;
    }
  };
}
