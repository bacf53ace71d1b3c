import { Buffer } from 'node:buffer';
import type { Result } from '../../main/contract/result.ts';
import { mutateTrust } from './mutate-trust.ts';
import { Random } from './random.ts';
import { failed, type Outcome, type Target, thrown } from './target.ts';
import { BrokenPromise, sameAsSigned, trustUses, type Use } from './trust-checks.ts';
import type { TrustCorpus } from './trust-corpus.ts';
import { TRUST_KINDS, TRUST_WEIGHTS, type TrustKind } from './trust-kinds.ts';

type Seed = { readonly kind: TrustKind; readonly name: string; readonly bytes: Uint8Array; readonly signed: unknown };

/** Whatever a station is told to trust. Rejects where a seed itself is refused. */
export async function trustTarget(corpus: TrustCorpus): Promise<Target> {
  const uses = trustUses(corpus);
  const seeds = await readSeeds(corpus, uses);
  const byKind = Map.groupBy(seeds, ({ kind }) => kind);
  const groups = TRUST_KINDS.flatMap((kind) =>
    Array<readonly Seed[]>(TRUST_WEIGHTS[kind]).fill(byKind.get(kind) ?? []),
  );
  const signed = new Map([...byKind].map(([kind, group]) => [kind, group.map((seed) => seed.signed)]));
  return {
    make(seed, number) {
      const random = new Random(seed, number);
      const group = groups[random.below(groups.length)] ?? [];
      const from = group[random.below(group.length)];
      if (from === undefined) throw new Error('the corpus is empty');
      const bytes = mutateTrust(from.kind, from.bytes, random);
      return { from: from.name, kind: from.kind, bytes, text: null };
    },
    check(input) {
      try {
        const kind = input.kind as TrustKind;
        const used = uses[kind](input.bytes, input.from);
        const issued = signed.get(kind) ?? [];
        return used instanceof Promise ? used.then((it) => judged(it, issued), broken) : judged(used, issued);
      } catch (error) {
        return broken(error);
      }
    },
  };
}

async function readSeeds({ files, metadata }: TrustCorpus, uses: Readonly<Record<TrustKind, Use>>): Promise<Seed[]> {
  const changeable = Object.entries(metadata).filter(([name]) => name !== '1.root.json');
  const all = [...files, ...changeable.map(([name, base64]) => ({ kind: 'metadata' as const, name, base64 }))];
  return Promise.all(
    all.map(async ({ kind, name, base64 }) => {
      const bytes = Buffer.from(base64, 'base64');
      const used = await uses[kind](bytes, name);
      if (!used.ok) throw new Error(`${kind} (${name}) of the corpus is refused: ${used.error}`);
      return { kind, name, bytes, signed: used.value };
    }),
  );
}

/** `issued`: what the issuer has signed of that kind. */
function judged(used: Result<unknown, string>, issued: readonly unknown[]): Outcome {
  if (!used.ok) return { ok: true, outcome: used.error };
  if (used.value === null) return { ok: true, outcome: 'read' };
  if (issued.some((one) => sameAsSigned(one, used.value))) return { ok: true, outcome: 'read: what was signed' };
  return failed('verified', 'it says what nobody signed');
}

function broken(error: unknown): Outcome {
  return error instanceof BrokenPromise ? failed('wrong-type', error.message) : thrown(error);
}
