import { access, constants, readFile } from 'node:fs/promises';
import type { HidBus } from '../../drivers/hid-device.ts';
import type { SerialPortEntry } from '../../drivers/list-serial-ports.ts';
import type { OpenSerial } from '../../drivers/serial-port.ts';
import { DEVICE_CAUSE_TEXTS, type Text } from '../contract/texts.ts';
import type { DeviceDesk, HidPlace } from './device-desk.ts';
import { verbatim } from './finding.ts';
import { type Holder, holdersOf, processesNamed } from './holders.ts';
import { isLeftAlone } from './modem-manager.ts';
import { groupRight, joinGroup } from './rights.ts';
import { coversHid, INSTALL_RULES, type InstalledRules, ownRule, SHIPPED_RULES } from './udev-rules.ts';

export type SystemDeskOptions = {
  readonly bus: HidBus;
  readonly openSerial: OpenSerial;
  readonly ports: readonly SerialPortEntry[];
  readonly station: readonly Holder[];
  readonly rules: InstalledRules;
};

/** The desk of this machine. */
export async function systemDesk({ rules, ...given }: SystemDeskOptions): Promise<DeviceDesk> {
  const modemManager = (await processesNamed('ModemManager')).length > 0;
  return {
    ...given,
    holders: async (path) => (await holdersOf(path)) ?? [],
    portRight,
    hidRight: (device) => hidRight(device, rules),
    isProbed: async (path) => modemManager && (await isLeftAlone(path)) === false,
  };
}

async function portRight(path: string): Promise<Text> {
  const right = await groupRight(path);
  return (right === null ? null : joinGroup(right)) ?? DEVICE_CAUSE_TEXTS['port-permission'].advice;
}

/** The rules first, then the group that they give. */
async function hidRight(device: HidPlace, rules: InstalledRules): Promise<Text> {
  const shipped = await readFile(SHIPPED_RULES, 'utf8').catch(() => '');
  if (!coversHid(shipped, device)) return verbatim(ownRule(device));
  if (rules !== 'same') return verbatim(INSTALL_RULES);
  const right = await groupRight(device.path);
  return (right === null ? null : joinGroup(right)) ?? DEVICE_CAUSE_TEXTS['hid-permission'].advice;
}

/** The same for a device that was not opened; null: nothing lacks, or nobody can know. */
export async function lacksHidRight(device: HidPlace, desk: DeviceDesk): Promise<Text | null> {
  if (!device.path.startsWith('/dev/')) return null;
  const allowed = await access(device.path, constants.R_OK | constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'EACCES',
  );
  return allowed ? null : desk.hidRight(device);
}
