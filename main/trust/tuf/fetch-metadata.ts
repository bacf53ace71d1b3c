import { join } from 'node:path';
import { TrustFileError } from '../problem.ts';
import type { Disk } from './disk.ts';
import type { Fetcher } from './fetch-file.ts';
import { readIfThere } from './installed-set.ts';
import { MAX_ROOTS, METADATA_CAPS, roleFile, rootFile, SNAPSHOT, TIMESTAMP, type TrustLayout } from './layout.ts';
import { Refusal } from './refusal.ts';
import { metadataPath } from './source.ts';
import { createVerifier, rolesToRead, sha256Of, type Verifier } from './verifier.ts';

export type MetadataRequest = {
  readonly layout: TrustLayout;
  readonly disk: Disk;
  readonly fetcher: Fetcher;
  readonly rootSha256: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly notBefore: number | null;
  readonly wanted: (name: string) => boolean;
  /** The set in use; null: none. Damaged metadata counts as none, and is fetched anew: `notBefore` guards against an older one. */
  readonly current: number | null;
};

/** `files`: all of a set, by name, as signed. `same`: the set in use has them all. */
export type FetchedMetadata = {
  readonly verifier: Verifier;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly same: boolean;
};

/**
 * The metadata of the source, verified against the pinned root and against what this station has (TUF specification 1.0.31
 * section 5.3 to 5.6). A root that is new is durable before anything is judged by it, and stays when the rest fails: keys
 * that it revokes stay revoked. Everything else is only in memory. @throws Refusal, system errors
 */
export async function fetchMetadata(request: MetadataRequest): Promise<FetchedMetadata> {
  const { fetcher, notBefore, now, wanted } = request;
  const local = localFiles(request);
  const files = new Map<string, Uint8Array>();
  let same = request.current !== null;

  const verifier = await fetchRoots(request, local, files);
  if (local(rootFile(verifier.rootVersion())) === null) same = false;

  const had = local(TIMESTAMP);
  const known = had !== null && accepts(() => verifier.timestamp(had)) ? verifier.issuedAt() : null;
  const floor = Math.max(notBefore ?? Number.NEGATIVE_INFINITY, known ?? Number.NEGATIVE_INFINITY);
  // Signed time has passed for certain, whatever this clock says.
  verifier.judgeAt(Math.max(now, floor));

  const offered = await fetcher.whole(metadataPath(TIMESTAMP), METADATA_CAPS.timestamp);
  if (offered === null) throw new Refusal('not-a-repository', TIMESTAMP, 'it is not there');
  const isNew = verifier.timestamp(offered) === 'newer';
  if (verifier.issuedAt() < floor) {
    const [is, was] = [verifier.issuedAt(), floor].map((at) => new Date(at).toISOString());
    throw new Refusal('rollback', TIMESTAMP, `it was issued at ${is}, and this station has judged by one of ${was}`);
  }
  if (isNew || had === null) same = false;
  files.set(TIMESTAMP, isNew || had === null ? offered : had);

  const hadSnapshot = local(SNAPSHOT);
  if (hadSnapshot !== null) verifier.rememberSnapshot(hadSnapshot);
  const keep = async (name: string, published: string, length: number | null, cap: number, use: Use): Promise<void> => {
    const own = local(name);
    if (own !== null && accepts(() => use(own))) {
      files.set(name, own);
      return;
    }
    same = false;
    const bytes = await fetcher.whole(metadataPath(published), Math.min(length ?? cap, cap));
    if (bytes === null) throw new Refusal('incomplete', published, 'it is signed for, and is not there');
    use(bytes);
    files.set(name, bytes);
  };

  const snapshot = verifier.expectedSnapshot();
  await keep(SNAPSHOT, `${snapshot.version}.${SNAPSHOT}`, snapshot.length, METADATA_CAPS.snapshot, verifier.snapshot);
  for (const delegation of rolesToRead(verifier, wanted)) {
    const expected = verifier.expectedRole(delegation.role);
    if (expected === null) throw new Error('a role is read that the snapshot does not list');
    const name = roleFile(delegation.role);
    const use = (bytes: Uint8Array) => verifier.role(delegation, bytes);
    await keep(name, `${expected.version}.${name}`, expected.length, METADATA_CAPS.role, use);
  }
  return { verifier, files, same };
}

type Use = (bytes: Uint8Array) => void;
type LocalFiles = (name: string) => Uint8Array | null;

/** What the set in use has under a name; damage counts as not there. */
function localFiles({ layout, current }: MetadataRequest): LocalFiles {
  return (name) => (current === null ? null : readQuietly(join(layout.set(current), name)));
}

function readQuietly(path: string): Uint8Array | null {
  try {
    return readIfThere(path, METADATA_CAPS.role);
  } catch (error) {
    if (error instanceof TrustFileError) return null;
    throw error;
  }
}

function accepts(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function fetchRoots(
  { layout, disk, fetcher, rootSha256 }: MetadataRequest,
  local: LocalFiles,
  files: Map<string, Uint8Array>,
): Promise<Verifier> {
  const known = (name: string) => local(name) ?? readQuietly(join(layout.roots, name));
  const keep = async (name: string, bytes: Uint8Array) => {
    files.set(name, bytes);
    await disk.write(join(layout.roots, name), bytes);
    await disk.syncDirectory(layout.roots);
  };

  const first = rootFile(1);
  const had = known(first);
  if (had !== null && sha256Of(had) === rootSha256) {
    files.set(first, had);
  } else {
    const offered = await fetchFirstRoot(fetcher);
    const sha256 = sha256Of(offered);
    if (sha256 !== rootSha256) {
      const detail = `the source begins with ${sha256}, station.json pins ${rootSha256}`;
      throw new Refusal('root-not-pinned', first, detail);
    }
    createVerifier(offered);
    await keep(first, offered);
  }

  const replay = () => {
    const [begin, ...later] = [...files.values()];
    const replayed = createVerifier(begin ?? new Uint8Array());
    for (const root of later) replayed.root(root);
    return replayed;
  };
  let verifier = replay();
  for (let version = 2; version <= MAX_ROOTS; version += 1) {
    const name = rootFile(version);
    const own = known(name);
    if (own !== null) {
      if (accepts(() => verifier.root(own))) {
        files.set(name, own);
        continue;
      }
      verifier = replay();
    }
    const bytes = await fetcher.whole(metadataPath(name), METADATA_CAPS.root);
    if (bytes === null) break;
    verifier.root(bytes);
    await keep(name, bytes);
  }
  return verifier;
}

/** The root that a source says all begins with; not verified by anything. @throws Refusal */
export async function fetchFirstRoot(fetcher: Fetcher): Promise<Uint8Array> {
  const bytes = await fetcher.whole(metadataPath(rootFile(1)), METADATA_CAPS.root);
  if (bytes !== null) return bytes;
  throw new Refusal('not-a-repository', rootFile(1), 'it is not there');
}
