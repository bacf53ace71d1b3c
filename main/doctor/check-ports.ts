import type { SerialPortEntry } from '../../drivers/list-serial-ports.ts';
import { usbIds } from '../../drivers/usb-ids.ts';
import type { Result } from '../contract/result.ts';
import type { Text } from '../contract/texts.ts';
import { type Finding, failed, printable, told } from './finding.ts';
import { type Identity, identifyPort, type Snippet } from './identify-port.ts';

/** Every serial port of the machine: what it probably is, and what in station.json would use it. `used`: paths that it names. */
export function checkPorts(
  listed: Result<readonly SerialPortEntry[], string>,
  used: (path: string) => boolean,
): Finding[] {
  if (!listed.ok) {
    const detail = printable(listed.error);
    return [
      failed(
        { vi: `Không liệt kê được cổng nối tiếp: ${detail}`, en: `Serial ports cannot be listed: ${detail}` },
        { vi: 'Xem bước thư viện ở trên.', en: 'See the step on libraries.' },
      ),
    ];
  }
  if (listed.value.length === 0) {
    return [told({ vi: 'Máy không có cổng nối tiếp nào', en: 'This machine has no serial port' })];
  }
  return listed.value.map((port) => {
    const { path, stablePath, usb } = port;
    const identity = identifyPort(port);
    const name = [usb?.manufacturer, usb?.product]
      .map((text) => printable(text ?? ''))
      .filter(Boolean)
      .join(' ');
    const ids = usb === null ? '' : ` [${usbIds(usb)}${name === '' ? '' : ` ${name}`}]`;
    const inUse = used(path) || (stablePath !== null && used(stablePath));
    const what = described(`${stablePath ?? path}${stablePath === null ? '' : ` → ${path}`}${ids}`, identity);
    return told(what, { path, stablePath, usb, identity, inUse }, inUse ? null : wouldUse(identity));
  });
}

export function described(device: string, { is, why }: Identity): Text {
  return { vi: `${device}: ${is.vi} (${why.vi})`, en: `${device}: ${is.en} (${why.en})` };
}

/** What to write into station.json; null: nothing would use it. */
export function wouldUse({ scanner, turnstile }: Identity): Text | null {
  const as = [
    ...(scanner === null ? [] : [`"scanners": [${ascii(scanner)}]`]),
    ...(turnstile === null ? [] : [`"turnstile": ${ascii(turnstile)}`]),
  ];
  if (as.length === 0) return null;
  return { vi: `station.json: ${as.join(' hoặc ')}`, en: `station.json: ${as.join(' or ')}` };
}

/** Serial numbers are what the device says: written so that they can be copied, and do nothing to a terminal. */
function ascii(snippet: Snippet): string {
  return JSON.stringify(snippet).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
