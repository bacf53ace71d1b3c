import { realpath } from 'node:fs/promises';
import type { OpenError } from '../../drivers/device-link.ts';
import type { SerialPortEntry } from '../../drivers/list-serial-ports.ts';
import type { Text } from '../contract/texts.ts';
import type { DeviceDesk } from './device-desk.ts';
import { doubtful, type Finding } from './finding.ts';
import { ofOpenFailure } from './open-problem.ts';
import { INSTALL_RULES } from './udev-rules.ts';

/** What is doubtful about the port that a device of station.json is on, though it opens. */
export async function portDoubts(path: string, device: Text, desk: DeviceDesk): Promise<Finding[]> {
  const findings: Finding[] = [];
  const target = await realpath(path).catch(() => path);
  const port = desk.ports.find((each) => each.path === target);
  if (port?.stablePath != null && path === port.path) findings.push(unstable(device, port.stablePath));
  if (await desk.isProbed(target)) {
    findings.push(
      doubtful(
        {
          vi: `${device.vi}: ModemManager sẽ ghi thử vào cổng này mỗi lần cắm`,
          en: `${device.en}: ModemManager writes to this port whenever it is plugged in`,
        },
        { vi: `${INSTALL_RULES} (rồi rút ra cắm lại)`, en: `${INSTALL_RULES} (then plug it in again)` },
      ),
    );
  }
  return findings;
}

/** Why the port of a device could not be opened. */
export async function ofPortFailure(
  path: string,
  device: Text,
  { problem, detail }: OpenError,
  desk: DeviceDesk,
): Promise<Finding> {
  return ofOpenFailure({
    device,
    problem,
    detail,
    holders: problem === 'busy' ? await desk.holders(path) : [],
    station: desk.station,
    right: await desk.portRight(path),
    others: desk.ports.map(nameOf),
  });
}

function nameOf({ path, stablePath }: SerialPortEntry): string {
  return stablePath ?? path;
}

function unstable(device: Text, stablePath: string): Finding {
  return doubtful(
    {
      vi: `${device.vi}: tên này thuộc về thiết bị nào cắm trước`,
      en: `${device.en}: this name goes to whichever device is plugged in first`,
    },
    { vi: `Ghi trong station.json: "path": "${stablePath}"`, en: `Write into station.json: "path": "${stablePath}"` },
  );
}
