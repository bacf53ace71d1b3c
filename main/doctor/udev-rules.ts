import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hex4 } from '../../drivers/usb-ids.ts';

const NAME = '70-chot.rules';
/** Where udev reads rules, the first of a name counting (udev(7)). */
const DIRECTORIES = ['etc/udev/rules.d', 'run/udev/rules.d', 'usr/local/lib/udev/rules.d', 'usr/lib/udev/rules.d'];

export const SHIPPED_RULES = fileURLToPath(new URL(`../../packaging/${NAME}`, import.meta.url));

/** To be run by the person in charge. */
export const INSTALL_RULES = `sudo cp '${SHIPPED_RULES}' /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger`;

export type InstalledRules = 'missing' | 'same' | 'other';

/** Whether the rules that ship are in force. `root`: `/` outside of tests. */
export async function installedRules(root = '/'): Promise<InstalledRules> {
  const shipped = await readFile(SHIPPED_RULES, 'utf8').catch(() => null);
  for (const directory of DIRECTORIES) {
    const text = await readFile(join(root, directory, NAME), 'utf8').catch(() => null);
    if (text !== null) return text === shipped ? 'same' : 'other';
  }
  return 'missing';
}

type Ids = { readonly vendorId: number; readonly productId: number };

/** The line that the rules lack for a device that they do not know, and how to put it in force. */
export function ownRule({ vendorId, productId }: Ids): string {
  const match = `ATTRS{idVendor}=="${hex4(vendorId)}", ATTRS{idProduct}=="${hex4(productId)}"`;
  const rule = `SUBSYSTEM=="hidraw", ${match}, GROUP="dialout", MODE="0660", TAG+="uaccess"`;
  return `echo '${rule}' | sudo tee -a /etc/udev/rules.d/71-chot-local.rules && sudo udevadm control --reload && sudo udevadm trigger`;
}

/** Whether the text of the rules gives the right to open a HID device. */
export function coversHid(rules: string, { vendorId, productId }: Ids): boolean {
  return rules.split('\n').some((line) => {
    if (!line.startsWith('SUBSYSTEM=="hidraw"') || !line.includes(`ATTRS{idVendor}=="${hex4(vendorId)}"`)) return false;
    const product = /ATTRS\{idProduct\}=="([0-9a-f]{4})"/.exec(line)?.[1];
    return product === undefined || product === hex4(productId);
  });
}
