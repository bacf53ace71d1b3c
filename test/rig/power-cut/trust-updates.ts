import { randomBytes } from 'node:crypto';
import * as files from 'node:fs/promises';
import { changeRepository } from '../../../fixtures/publisher/change-repository.ts';
import { allKeys, madeUpKeys, makeUpRepository, publishAll } from '../../../fixtures/publisher/made-up-repository.ts';
import { renew } from '../../../fixtures/publisher/renew.ts';
import { rotate } from '../../../fixtures/publisher/rotate.ts';
import { wantedTargets } from '../../../main/trust/targets.ts';
import { createDisk, type Disk } from '../../../main/trust/tuf/disk.ts';
import { folderSource } from '../../../main/trust/tuf/folder-source.ts';
import { openInstalledSet } from '../../../main/trust/tuf/installed-set.ts';
import type { TrustSource } from '../../../main/trust/tuf/source.ts';
import { offeredRoot, updateTrust } from '../../../main/trust/tuf/update.ts';
import type { Workload } from './workload.ts';

const LOCALITY = 'hcm';
const SITE = 'cho-ben-thanh';
const FIRST = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;
const wanted = wantedTargets(LOCALITY, SITE);

export type Fsync = 'works' | 'forgets' | 'forgets-names';

/** Signed time of a state of the repository: an hour for each step. */
const timeOf = (step: number): number => FIRST + step * HOUR;
const stepOf = (issuedAt: number): number => Math.round((issuedAt - FIRST) / HOUR);

/**
 * Updates of a station's trust from a folder that is published anew each time: other targets, sometimes nothing but a newer
 * timestamp, sometimes another root; now and then a first attempt that breaks off. The folder lies on a disk that keeps its
 * power. To show that a loss is noticed, fsync may do nothing at all, or nothing for the names in directories.
 */
export async function trustUpdates(repository: string, steps: number, fsync: Fsync): Promise<Workload> {
  const keys = madeUpKeys([LOCALITY]);
  const localities = new Map([[LOCALITY, [SITE]]]);
  makeUpRepository({ directory: repository, keys, localities, now: FIRST });
  const source = folderSource(repository);
  const root = await offeredRoot(source);
  if (!root.ok) throw new Error(root.error.message);
  const rootSha256 = root.value;
  const content = new Map<string, Uint8Array>();
  const disk = diskOf(fsync);

  const publishNext = (step: number): void => {
    const now = timeOf(step);
    const signing = { keys: allKeys(keys), now };
    if (step % 5 === 3) must(changeRepository(repository, (it) => renew({ ...signing, repository: it })));
    else if (step % 7 === 4)
      must(changeRepository(repository, (it) => rotate({ ...signing, repository: it, change: {} })));
    // a rotation leaves the timestamp, and a step is told by its time
    if (step % 5 === 3) return;
    for (const name of namesOf(step)) content.set(name, randomBytes(500 + ((step * 7919) % 40_000)));
    publishAll(repository, { keys, content, now });
  };
  const update = (directory: string, step: number, from: TrustSource, by: Disk) =>
    updateTrust({ directory, source: from, rootSha256, now: timeOf(step), notBefore: null, wanted, lock, disk: by });

  return {
    steps,
    async write(directory, acknowledge) {
      for (let step = 1; step <= steps; step++) {
        publishNext(step);
        if (step % 4 === 0) await update(directory, step, breakingOff(source), disk);
        const done = await update(directory, step, source, disk);
        if (!done.ok) throw new Error(done.error.message);
        acknowledge(step);
      }
      publishNext(steps + 1);
    },
    async check(directory, acknowledged) {
      const opened = openInstalledSet({ directory, rootSha256, notBefore: null, wanted });
      if (opened.ok) {
        const step = stepOf(opened.value.issuedAt);
        if (step < acknowledged) return `step ${acknowledged} was acknowledged, step ${step} is in use`;
        for (const name of opened.value.names) opened.value.read(name);
      } else if (acknowledged > 0 || opened.error.code !== 'trust-missing') return opened.error.message;
      return null;
    },
    async goOn(directory) {
      const next = await update(directory, steps + 1, source, createDisk());
      if (!next.ok) return `the next update: ${next.error.message}`;
      const step = stepOf(next.value.set.issuedAt);
      return step === steps + 1 ? null : `the next update led to step ${step}`;
    },
  };
}

/** Some change at every step, some seldom. */
function namesOf(step: number): string[] {
  const seldom = step % 3 === 1 ? ['keys/signers.json', `facts/${LOCALITY}.age`, `rules/${LOCALITY}.json`] : [];
  return ['status/1.cwt', `status/${step % 6}.cwt`, ...seldom, ...(step % 2 === 0 ? [`roster/${SITE}.json`] : [])];
}

/** Each directory has one updater here. */
const lock = (): (() => void) => () => {};

/** Gives every target half. */
function breakingOff(source: TrustSource): TrustSource {
  return {
    ...source,
    async open(path, from, signal) {
      const opened = await source.open(path, from, signal);
      if (opened === null || !path.startsWith('targets/')) return opened;
      return { ...opened, body: half(opened.body) };
    },
  };
}

async function* half(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const bytes of body) {
    yield bytes.subarray(0, bytes.length / 2);
    return;
  }
}

/** Only directories are opened for reading and then synced. */
function diskOf(fsync: Fsync): Disk {
  if (fsync === 'works') return createDisk();
  const open: typeof files.open = async (path, flags, mode) => {
    const handle = await files.open(path, flags, mode);
    if (fsync === 'forgets' || flags === 'r') handle.sync = async () => {};
    return handle;
  };
  return createDisk({ ...files, open });
}

function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string } },
): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
