import { stat } from 'node:fs/promises';
import { arch, platform, release, uptime } from 'node:os';
import { join } from 'node:path';
import { glanceRecord, readHighWater } from '../../db/glance-record.ts';
import { linuxUsbDevices } from '../../drivers/list-usb-devices.ts';
import type { StationConfig } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';
import { readStationConfig } from '../data-directory.ts';
import { loadInstalledTrust } from '../station-trust.ts';
import { centralAsker, checkCentral } from './check-central.ts';
import { checkClock } from './check-clock.ts';
import { checkConfig } from './check-config.ts';
import { checkData } from './check-data.ts';
import { checkLibraries } from './check-libraries.ts';
import { checkProgram } from './check-program.ts';
import { checkRecord } from './check-record.ts';
import { checkSecrecy } from './check-secrecy.ts';
import { checkTrust } from './check-trust.ts';
import { type Finding, type Step, told } from './finding.ts';
import { type Holder, holdersOf } from './holders.ts';
import { loadFailure } from './load-failure.ts';
import { installedRules } from './udev-rules.ts';

export type DoctorOptions = {
  readonly directory: string;
  readonly version: string;
  /** Whether the central may be asked. */
  readonly network: boolean;
  /** Whether each turnstile is opened once. */
  readonly pulses: boolean;
  readonly announce: (what: Text) => void;
};

export type StepFindings = { readonly step: Step; readonly findings: readonly Finding[] };

/** The whole of it, step by step; nothing is changed, and without `pulses` no relay is switched. */
export async function* examine(options: DoctorOptions): AsyncGenerator<StepFindings> {
  const { directory } = options;
  yield {
    step: 'program',
    findings: checkProgram({ ...machine(), version: options.version, owner: await ownerOf(directory) }),
  };
  yield { step: 'data', findings: [...(await checkData(directory)), ...(await checkSecrecy(directory))] };
  const config = readStationConfig(directory);
  yield { step: 'config', findings: checkConfig(config) };
  const writers = await holdersOf(join(directory, 'writer.lock'));
  yield* ofRecordAndTrust(options, config.ok ? config.value : null, writers);
  yield* ofDevices(options, config.ok ? config.value : null, writers ?? []);
}

async function* ofRecordAndTrust(
  { directory, network }: DoctorOptions,
  config: StationConfig | null,
  writers: readonly Holder[] | null,
): AsyncGenerator<StepFindings> {
  const glance = glanceRecord(directory);
  yield { step: 'record', findings: checkRecord(glance, writers) };
  if (config === null) {
    for (const step of ['trust', 'clock', 'central'] as const) yield { step, findings: [NEEDS_CONFIG] };
    return;
  }
  const now = Date.now();
  const notBefore = glance.ok ? (glance.value?.newestTrust ?? null) : null;
  const installed = await loadInstalledTrust(directory, config, notBefore);
  yield { step: 'trust', findings: checkTrust(installed, config.locality, now) };
  const issuedAt = installed.ok ? installed.value.set.issuedAt : null;
  const hardHours = installed.ok ? installed.value.trust.pack(config.locality)?.limits.hardHours : undefined;
  const marked =
    issuedAt === null || hardHours === undefined
      ? null
      : readHighWater(directory, { issuedAt, withinMs: hardHours * 3_600_000 });
  const highWater = marked?.ok ? marked.value : null;
  yield { step: 'clock', findings: checkClock({ wall: now, uptime: uptime() * 1000 }, { issuedAt, highWater }) };
  const asker = network && config.central !== null ? centralAsker(directory, config.central) : null;
  yield { step: 'central', findings: await checkCentral(config.central, asker) };
}

const NEEDS_CONFIG = told({ vi: 'Bỏ qua: cần station.json', en: 'Left out: it needs station.json' });
const NEEDS_LIBRARIES = told({ vi: 'Bỏ qua: thiếu thư viện', en: 'Left out: a library is missing' });

/** What uses the libraries is loaded only when they are known to load: else there would be no doctor to say so. */
async function* ofDevices(
  { directory, pulses, announce }: DoctorOptions,
  config: StationConfig | null,
  station: readonly Holder[],
): AsyncGenerator<StepFindings> {
  const serialport = await loadFailure(() => import('../../drivers/serial-port.ts'));
  const rules = await installedRules();
  const findings = await checkLibraries({
    serialport: async () => serialport,
    nodeHid: () => loadFailure(async () => hidFailure((await import('../../drivers/hid-device.ts')).systemHidBus)),
    platform: platform(),
    root: '/',
    rules,
  });
  yield { step: 'libraries', findings };
  if (serialport !== null) {
    for (const step of ['ports', 'hid', 'scanners', 'turnstiles'] as const) yield { step, findings: [NEEDS_LIBRARIES] };
    return;
  }
  const { examineDevices } = await import('./examine-devices.ts');
  const usb = await linuxUsbDevices();
  yield* examineDevices({ directory, config, station, rules, usb, pulses, announce });
}

/** node-hid loads what it needs of the system when it is first used. */
async function hidFailure(bus: { list(): Promise<{ ok: true } | { ok: false; error: string }> }): Promise<void> {
  const listed = await bus.list();
  if (!listed.ok) throw new Error(listed.error);
}

function machine() {
  return {
    node: process.versions.node,
    platform: platform(),
    arch: arch(),
    kernel: release(),
    user: process.getuid?.() ?? null,
  };
}

async function ownerOf(directory: string): Promise<number | null> {
  if (process.getuid === undefined) return null;
  return stat(directory).then(
    ({ uid }) => uid,
    () => null,
  );
}
