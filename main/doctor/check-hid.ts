import type { HidBus } from '../../drivers/hid-device.ts';
import type { UsbDevice } from '../../drivers/list-usb-devices.ts';
import { SCANNER_VENDORS } from '../../drivers/scanner/scanner-vendors.ts';
import { hex4, usbIds } from '../../drivers/usb-ids.ts';
import { DEVICE_CAUSE_TEXTS } from '../contract/texts.ts';
import { described, wouldUse } from './check-ports.ts';
import { doubtful, type Finding, failed, good, printable, told, withDetail } from './finding.ts';
import { byPath, type HidDevice, identifyHid } from './identify-hid.ts';
import { looksLikeScanner } from './identify-port.ts';

export type HidNames = {
  /** Whether station.json has a scanner that is a keyboard. */
  readonly wedge: boolean;
  /** What lacks for the right to open a device that nobody has opened here; null: nothing, or nobody can know. */
  readonly lacksRight: (device: {
    readonly path: string;
    readonly vendorId: number;
    readonly productId: number;
  }) => Promise<Finding['todo']>;
};

/** Every HID device of the machine, and scanners that are neither HID device nor port. */
export async function checkHid(
  bus: Pick<HidBus, 'list' | 'descriptor'>,
  usb: readonly UsbDevice[],
  names: HidNames,
): Promise<Finding[]> {
  const listed = await bus.list();
  if (!listed.ok) {
    const detail = printable(listed.error);
    return [
      failed(
        { vi: `Không liệt kê được thiết bị HID: ${detail}`, en: `HID devices cannot be listed: ${detail}` },
        { vi: 'Xem bước thư viện ở trên.', en: 'See the step on libraries.' },
      ),
    ];
  }
  const devices = byPath(listed.value);
  const findings: Finding[] = [];
  for (const device of devices) {
    const alike = devices.filter(([each]) => usbIds(each) === usbIds(device[0])).length;
    findings.push(await ofDevice(device, await bus.descriptor(device[0].path), alike, names));
  }
  findings.push(...usb.flatMap(withoutDriver));
  if (findings.length > 0) return findings;
  return [told({ vi: 'Máy không có thiết bị HID nào', en: 'This machine has no HID device' })];
}

async function ofDevice(
  device: HidDevice,
  descriptor: Uint8Array | null,
  alike: number,
  names: HidNames,
): Promise<Finding> {
  const [entry] = device;
  const identity = identifyHid(device, descriptor, alike);
  const name = [entry.manufacturer, entry.product]
    .map((text) => printable(text ?? ''))
    .filter(Boolean)
    .join(' ');
  const what = described(`${entry.path} [${usbIds(entry)}${name === '' ? '' : ` ${name}`}]`, identity);
  const collections = device.map(({ usagePage, usage }) => ({ usagePage, usage }));
  const { path, vendorId, productId, manufacturer, product, serial } = entry;
  const facts = { path, vendorId, productId, manufacturer, product, serial, collections, identity };
  const { cause } = identity;
  if (cause === 'mode-keyboard' && names.wedge) return good(what, facts);
  if (cause !== null) return doubtful(what, DEVICE_CAUSE_TEXTS[cause].advice, facts);
  const snippet = wouldUse(identity);
  if (snippet === null) return told(what, facts);
  const right = await names.lacksRight(entry);
  if (right === null) return told(what, facts, snippet);
  const title = DEVICE_CAUSE_TEXTS['hid-permission'].title;
  const todo = { vi: `${right.vi}; ${snippet.vi}`, en: `${right.en}; ${snippet.en}` };
  return doubtful({ vi: `${what.vi}; ${title.vi}`, en: `${what.en}; ${title.en}` }, todo, facts);
}

/** A scanner that no driver has taken: nothing can be read from it, and no list shows it. */
function withoutDriver(device: UsbDevice): Finding[] {
  const maker = SCANNER_VENDORS.get(device.vendorId);
  if ((maker === undefined && !looksLikeScanner(device.product)) || device.drivers.length > 0) return [];
  const name = printable(device.product ?? maker ?? '');
  const module = `sudo modprobe usbserial vendor=0x${hex4(device.vendorId)} product=0x${hex4(device.productId)}`;
  return [
    doubtful(
      withDetail(
        {
          vi: `USB ${device.place} [${usbIds(device)} ${name}]: đầu đọc mã mà không trình điều khiển nào nhận`,
          en: `USB ${device.place} [${usbIds(device)} ${name}]: a scanner that no driver has taken`,
        },
        maker ?? 'USB',
      ),
      {
        vi: `${DEVICE_CAUSE_TEXTS['mode-unreadable'].advice.vi} Nếu đã là USB-COM: ${module}`,
        en: `${DEVICE_CAUSE_TEXTS['mode-unreadable'].advice.en} If it is set to USB-COM already: ${module}`,
      },
      { ...device },
    ),
  ];
}
