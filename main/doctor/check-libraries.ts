import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVICE_CAUSE_TEXTS } from '../contract/texts.ts';
import { doubtful, type Finding, failed, good, printable, verbatim } from './finding.ts';
import { INSTALL_RULES, type InstalledRules, SHIPPED_RULES } from './udev-rules.ts';

export type LibraryProbes = {
  /** null: it loads; else what the system said. */
  readonly serialport: () => Promise<string | null>;
  readonly nodeHid: () => Promise<string | null>;
  readonly platform: NodeJS.Platform;
  /** Of the file system: `/` outside of tests. */
  readonly root: string;
  readonly rules: InstalledRules;
};

/** What the drivers need of the system before there is any device. */
export async function checkLibraries(probes: LibraryProbes): Promise<Finding[]> {
  const findings = [library('serialport', await probes.serialport()), library('node-hid', await probes.nodeHid())];
  if (probes.platform !== 'linux') return findings;
  findings.push(await hidraw(probes.root), udevRules(probes.rules));
  return findings;
}

function library(name: string, failure: string | null): Finding {
  if (failure === null) return good({ vi: `Thư viện ${name} nạp được`, en: `The library ${name} loads` }, { name });
  const missing = /lib(?:udev|usb)[-.\w]*\.so[.\d]*/.exec(failure)?.[0] ?? null;
  const detail = printable(failure);
  return failed(
    { vi: `Thư viện ${name} không nạp được: ${detail}`, en: `The library ${name} does not load: ${detail}` },
    missing === null
      ? {
          vi: 'Cài lại chương trình (npm ci) trên đúng máy này.',
          en: 'Install the program again (npm ci) on this machine.',
        }
      : DEVICE_CAUSE_TEXTS['library-missing'].advice,
    { name, missing },
  );
}

async function hidraw(root: string): Promise<Finding> {
  const there = await access(join(root, 'sys/class/hidraw')).then(
    () => true,
    () => false,
  );
  if (there) return good({ vi: 'Nhân Linux có hidraw', en: 'The kernel has hidraw' });
  return failed(
    {
      vi: 'Nhân Linux này không có hidraw: không đọc được thiết bị HID',
      en: 'This kernel has no hidraw: no HID device can be read',
    },
    {
      vi: 'sudo modprobe hid; nếu vẫn không có, dùng nhân có CONFIG_HIDRAW=y (Debian có sẵn)',
      en: 'sudo modprobe hid; if that does not bring it, use a kernel with CONFIG_HIDRAW=y (Debian’s has it)',
    },
  );
}

function udevRules(rules: InstalledRules): Finding {
  const facts = { rules, shipped: SHIPPED_RULES };
  if (rules === 'same')
    return good({ vi: 'Quy tắc udev 70-chot.rules đã cài', en: 'The udev rules 70-chot.rules are installed' }, facts);
  const what =
    rules === 'missing'
      ? { vi: `Chưa cài quy tắc udev: ${SHIPPED_RULES}`, en: `The udev rules are not installed: ${SHIPPED_RULES}` }
      : {
          vi: `Quy tắc udev đã cài khác bản đi kèm: ${SHIPPED_RULES}`,
          en: `The udev rules that are installed differ from those that ship: ${SHIPPED_RULES}`,
        };
  return doubtful(what, verbatim(INSTALL_RULES), facts);
}
