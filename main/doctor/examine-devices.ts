import { realpathSync } from 'node:fs';
import { systemHidBus } from '../../drivers/hid-device.ts';
import { listSerialPorts } from '../../drivers/list-serial-ports.ts';
import type { UsbDevice } from '../../drivers/list-usb-devices.ts';
import { openSerialPort } from '../../drivers/serial-port.ts';
import { ConfiguredTurnstiles } from '../../drivers/turnstile/configured.ts';
import type { LaneConfig, StationConfig } from '../contract/station-config.ts';
import { checkHid } from './check-hid.ts';
import { checkPorts } from './check-ports.ts';
import { checkScanners } from './check-scanners.ts';
import { checkTurnstiles } from './check-turnstiles.ts';
import type { DoctorOptions, StepFindings } from './doctor.ts';
import type { Holder } from './holders.ts';
import { sameDevices } from './same-device.ts';
import { lacksHidRight, systemDesk } from './system-desk.ts';
import { testPulses } from './test-pulses.ts';
import type { InstalledRules } from './udev-rules.ts';

type Options = Pick<DoctorOptions, 'directory' | 'pulses' | 'announce'> & {
  readonly config: StationConfig | null;
  readonly station: readonly Holder[];
  readonly rules: InstalledRules;
  readonly usb: readonly UsbDevice[];
};

/** The devices of this machine, and those that station.json names. */
export async function* examineDevices(options: Options): AsyncGenerator<StepFindings> {
  const { directory, config, station, rules, usb } = options;
  const lanes = config?.lanes ?? [];
  const listed = await listSerialPorts();
  const ports = listed.ok ? listed.value : [];
  const desk = await systemDesk({ bus: systemHidBus, openSerial: openSerialPort, ports, station, rules });
  const named = pathsOf(lanes);
  yield { step: 'ports', findings: checkPorts(listed, (path) => named.has(path) || named.has(realPath(path))) };
  const wedge = lanes.some((lane) => lane.scanners.some(({ kind }) => kind === 'wedge'));
  const names = { wedge, lacksRight: (device: Parameters<typeof lacksHidRight>[0]) => lacksHidRight(device, desk) };
  yield { step: 'hid', findings: await checkHid(desk.bus, usb, names) };
  if (config === null) return;
  const scanners = await checkScanners(directory, lanes, desk);
  yield { step: 'scanners', findings: [...scanners, ...(await sameDevices(lanes, 'scanners'))] };
  const turnstiles = await checkTurnstiles(config, desk);
  yield { step: 'turnstiles', findings: [...turnstiles, ...(await sameDevices(lanes, 'turnstiles'))] };
  if (!options.pulses) return;
  const times = { pulseMs: config.passage.pulseMs, windowMs: config.passage.windowSeconds * 1000 };
  const turnstileOf = ({ turnstile }: LaneConfig) =>
    turnstile === null ? null : new ConfiguredTurnstiles(times).turnstile(turnstile);
  const findings = await testPulses({
    directory,
    lanes,
    pulseMs: times.pulseMs,
    turnstileOf,
    announce: options.announce,
  });
  yield { step: 'pulses', findings };
}

/** As station.json names them, and where that leads. */
function pathsOf(lanes: readonly LaneConfig[]): Set<string> {
  const devices = lanes.flatMap(({ scanners, turnstile }) => [...scanners, ...(turnstile === null ? [] : [turnstile])]);
  const paths = devices.flatMap((device) => ('path' in device && device.path !== null ? [device.path] : []));
  return new Set(paths.flatMap((path) => [path, realPath(path)]));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
