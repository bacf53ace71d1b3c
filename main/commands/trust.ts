import { auditBeside } from '../../db/audit-beside.ts';
import { readNewestTrust } from '../../db/read-record.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { centralUrlSchema, type StationConfig } from '../contract/station-config.ts';
import { defaultDataDirectory, readStationConfig } from '../data-directory.ts';
import { recipientOf, stationIdentity } from '../station-identity.ts';
import { loadInstalledTrust, trustInstalled, trustSourceOf, updateStationTrust } from '../station-trust.ts';
import { trustAge } from '../trust/age.ts';
import type { InstalledSet } from '../trust/tuf/installed-set.ts';
import type { TrustSource } from '../trust/tuf/source.ts';
import { offeredRoot } from '../trust/tuf/update.ts';
import type { RulePack } from '../verdict/rule-pack.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';

const OPTIONS = { data: { type: 'string' }, from: { type: 'string' } } as const;

/**
 * `chot trust update` fetches keys, lists and rules from the central, another address or a folder on a stick; a running
 * station takes them by itself. `chot trust show` tells what is installed, and the age recipient that facts of this station
 * are encrypted to.
 */
export const trustCommand: Command = {
  usage: 'chot trust update [--data DIR] [--from URL|DIR] | chot trust show [--data DIR]',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const [verb, ...rest] = options.value.positionals;
    const { data = defaultDataDirectory(io.environment), from } = options.value.values;
    if (rest.length > 0 || (verb !== 'update' && verb !== 'show')) {
      return misuse(io, this, 'the form is: trust update, or trust show');
    }
    if (verb === 'show' && from !== undefined) return misuse(io, this, '--from is for trust update');
    if (from !== undefined && /^https?:/.test(from) && !centralUrlSchema.safeParse(from).success) {
      return misuse(io, this, '--from is https://…, http:// to this machine only, or a folder');
    }
    const config = readStationConfig(data);
    if (!config.ok) return failed(io, config.error.detail);
    const notBefore = readNewestTrust(data);
    if (!notBefore.ok) return failed(io, `${notBefore.error.code}: ${notBefore.error.detail}`);
    if (verb === 'show') return show(io, data, config.value, notBefore.value);
    const source = trustSourceOf(data, config.value, from);
    if (source === null) {
      return failed(io, 'station.json names neither trust.source nor a central: say --from URL|DIR');
    }
    return update(io, data, config.value, { source, notBefore: notBefore.value });
  },
};

async function update(
  io: CommandIo,
  data: string,
  config: StationConfig,
  { source, notBefore }: { readonly source: TrustSource; readonly notBefore: number | null },
): Promise<ExitStatus> {
  const { rootSha256 } = config.trust;
  if (rootSha256 === null) return tellOfRoot(io, source);
  const updated = await updateStationTrust(data, config, { source, rootSha256, notBefore, now: Date.now() });
  if (!updated.ok) return failed(io, `${source.name}: ${updated.error.code}: ${updated.error.message}`);
  const { changed, set, fetched } = updated.value.update;
  io.out(JSON.stringify({ changed, ...described(set), fetched }));
  for (const notice of updated.value.installed?.trust.notices ?? []) io.say(notice.message);
  if (!changed) return EXIT.done;
  const noted = auditBeside(data, trustInstalled(updated.value.update, 'cli', source.kind), Date.now());
  // Before its first start a station has no record: what it begins with is noted nowhere else.
  if (noted.ok || notBefore === null) return EXIT.done;
  return failed(
    io,
    `the trust is installed, but not noted in the audit log: ${noted.error.code}: ${noted.error.detail}`,
  );
}

async function tellOfRoot(io: CommandIo, source: TrustSource): Promise<ExitStatus> {
  const offered = await offeredRoot(source);
  await source.close();
  if (!offered.ok) return failed(io, `${source.name}: ${offered.error.code}: ${offered.error.message}`);
  return failed(
    io,
    `station.json pins no root, so nothing is trusted. ${source.name} begins with the root\n  ${offered.value}\n` +
      'Compare it with the one that the issuer gives on paper, figure by figure; if they agree, write into station.json:\n' +
      `  "trust": {"rootSha256": "${offered.value}"}`,
  );
}

async function show(io: CommandIo, data: string, config: StationConfig, notBefore: number | null): Promise<ExitStatus> {
  const recipient = await recipientOfStation(data);
  if (!recipient.ok) return failed(io, recipient.error);
  const source = trustSourceOf(data, config)?.name ?? null;
  const station = { station: config.station, recipient: recipient.value, source, rootSha256: config.trust.rootSha256 };
  const installed = await loadInstalledTrust(data, config, notBefore);
  if (!installed.ok) {
    io.out(JSON.stringify({ ...station, installed: null, problem: installed.error.code }));
    return failed(io, installed.error.message);
  }
  const { set, trust } = installed.value;
  const targets = set.targets.map(({ name, length, sha256 }) => ({ name, length, sha256 }));
  const pack = trust.pack(config.locality);
  const rules = pack === null ? null : `${pack.id}@${pack.version}`;
  const { ageHours, said } = ageOf(set.issuedAt, pack?.limits);
  io.out(
    JSON.stringify({
      ...station,
      installed: { ...described(set), ageHours, signers: trust.signers, rules, targets },
      problem: null,
    }),
  );
  if (said !== null) io.say(said);
  for (const notice of [...trust.notices, ...trust.overdue(Date.now())]) io.say(notice.message);
  return EXIT.done;
}

/** A trust is signed and published before it is here; clocks of two machines differ. */
const BEHIND_HOURS = -1 / 30;

const NO_LIMITS = { softHours: Number.POSITIVE_INFINITY, hardHours: Number.POSITIVE_INFINITY };

/** `said`: what its age does to people at the gate, and what to do; null: nothing. `limits`: of the rule pack, if there is one. */
function ageOf(issuedAt: number, limits: RulePack['limits'] = NO_LIMITS): { ageHours: number; said: string | null } {
  const now = Date.now();
  const { state, ageHours } = trustAge(issuedAt, now, limits);
  const hours = Math.floor(ageHours ?? 0);
  const renew = 'load it again, from the central or from a USB stick';
  const texts = {
    fresh: null,
    unknown: null,
    ageing: `The trust is ${hours} h old, and from ${limits.hardHours} h on nobody is admitted: ${renew}.`,
    stale: `The trust is ${hours} h old, too old to admit anybody: ${renew}.`,
  };
  const clock = new Date(now).toISOString();
  const behind = `This clock says ${clock}, before the time that was signed: nobody is admitted until it is set.`;
  return { ageHours: ageHours ?? 0, said: (ageHours ?? 0) < BEHIND_HOURS ? behind : texts[state] };
}

async function recipientOfStation(data: string): Promise<Result<string, string>> {
  try {
    const identity = await stationIdentity(data);
    return identity.ok ? ok(await recipientOf(identity.value)) : identity;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return err(`the station’s age identity cannot be made: ${error.message}`);
  }
}

function described({ issuedAt, expiresAt, versions }: InstalledSet) {
  const [issued, expires] = [issuedAt, expiresAt].map((at) => new Date(at).toISOString());
  return { issuedAt: issued, expiresAt: expires, versions };
}

function failed(io: CommandIo, message: string): ExitStatus {
  io.say(message);
  return EXIT.failed;
}
