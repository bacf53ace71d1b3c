import type { AuditEvent } from '../db/audit.ts';
import type { StationConfig } from './contract/station-config.ts';
import {
  type InstalledTrust,
  loadInstalledTrust,
  trustInstalled,
  trustSourceOf,
  updateStationTrust,
} from './station-trust.ts';
import type { Trust } from './trust/trust.ts';
import { installedStamp } from './trust/tuf/installed-set.ts';
import type { RulePack } from './verdict/rule-pack.ts';

/** Keeps the trust of a running station up to date: by updates of its own, and by sets that another process installs. */
export type TrustKeeper = {
  /** What is in use now, and its pack for this station; both change between two scans, never within one. */
  readonly trust: () => Trust;
  readonly pack: () => RulePack;
  start(): void;
  /** A cheap look whether another process has installed a set. */
  look(): void;
  /** Resolves when no update or look is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

export type TrustKeeperPorts = {
  readonly directory: string;
  readonly config: StationConfig;
  readonly first: InstalledTrust;
  readonly newestTrust: () => number | null;
  /** Another set is in use from now on. */
  readonly changed: () => void;
  readonly audit: (event: AuditEvent) => void;
  readonly log: (message: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** Runs `task` after `ms`; gives a function that calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
};

/** The first update comes soon, but all stations of a province are switched on at the same hour. */
const FIRST_WITHIN_MS = 20_000;

export function createTrustKeeper(ports: TrustKeeperPorts): TrustKeeper {
  const { directory, config, changed, log, random, later } = ports;
  let installed = ports.first;
  let seen = installed.set.stamp;
  let told = '';
  let callOff = () => {};
  let task: Promise<void> | null = null;
  const ending = new AbortController();

  /** One at a time: an update switches the set that a look would find. */
  function begin(work: () => Promise<void>): void {
    if (task !== null || ending.signal.aborted) return;
    task = work().finally(() => {
      task = null;
    });
  }

  function use(next: InstalledTrust): void {
    if (ending.signal.aborted) return;
    installed = next;
    seen = next.set.stamp;
    told = '';
    log(`trust of ${new Date(next.set.issuedAt).toISOString()} is in use`);
    for (const notice of next.trust.notices) log(notice.message);
    changed();
  }

  /** The same trouble every quarter of an hour is one line of the log. */
  function tell(message: string): void {
    if (message !== told) log(message);
    told = message;
  }

  async function update(): Promise<void> {
    const source = trustSourceOf(directory, config);
    const { rootSha256 } = config.trust;
    if (source === null || rootSha256 === null) return;
    const notBefore = ports.newestTrust();
    const options = { source, rootSha256, notBefore, now: ports.now(), signal: ending.signal };
    const updated = await updateStationTrust(directory, config, options);
    if (!updated.ok) {
      if (updated.error.code !== 'stopped')
        tell(`trust is not updated: ${updated.error.code}: ${updated.error.message}`);
      return;
    }
    told = '';
    if (updated.value.installed === null) return;
    ports.audit(trustInstalled(updated.value.update, 'station', source.kind));
    use(updated.value.installed);
  }

  async function takeOver(stamp: string): Promise<void> {
    seen = stamp;
    const next = await loadInstalledTrust(directory, config, ports.newestTrust());
    if (next.ok && next.value.trust.pack(config.locality) !== null) use(next.value);
    else tell(`the trust that was installed is not used: ${next.ok ? 'it has no rule pack' : next.error.message}`);
  }

  function again(ms: number): void {
    callOff = later(ms, () => {
      const every = config.trust.everyMinutes * 60_000;
      again(every * (0.9 + 0.2 * random()));
      begin(update);
    });
  }

  return {
    trust: () => installed.trust,
    pack() {
      const pack = installed.trust.pack(config.locality);
      if (pack === null) throw new Error('trust without a pack for this station was taken into use');
      return pack;
    },
    start: () => again(FIRST_WITHIN_MS * random()),
    look() {
      const stamp = installedStamp(directory);
      if (stamp !== null && stamp !== seen) begin(() => takeOver(stamp));
    },
    async idle() {
      await task;
    },
    async stop() {
      callOff();
      ending.abort();
      await task;
    },
  };
}
