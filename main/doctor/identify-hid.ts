import type { HidEntry } from '../../drivers/hid-device.ts';
import { hidProtocol } from '../../drivers/scanner/hid-protocol.ts';
import { knownScanner } from '../../drivers/scanner/known-scanners.ts';
import { SCANNER_VENDORS } from '../../drivers/scanner/scanner-vendors.ts';
import { HID_VARIANTS, type HidVariant } from '../../drivers/turnstile/hid-variants.ts';
import { relaysOf, USBRELAY } from '../../drivers/turnstile/usbrelay-protocol.ts';
import { usbIds } from '../../drivers/usb-ids.ts';
import type { DeviceCause } from '../contract/messages.ts';
import type { Text } from '../contract/texts.ts';
import { type Identity, looksLikeScanner } from './identify-port.ts';

/** One HID device: all collections that have its path. */
export type HidDevice = readonly [HidEntry, ...HidEntry[]];

/** `cause`: why it cannot be used as it is set; null: it can, or it is nothing that a station uses. */
export type HidIdentity = Identity & { readonly cause: DeviceCause | null; readonly keyboard: boolean };

const BAR_CODE_SCANNER_PAGE = 0x8c;
const GENERIC_DESKTOP = 0x01;
const KEYBOARD = 0x06;

export function byPath(entries: readonly HidEntry[]): HidDevice[] {
  const devices = new Map<string, [HidEntry, ...HidEntry[]]>();
  for (const entry of entries) {
    const device = devices.get(entry.path);
    if (device === undefined) devices.set(entry.path, [entry]);
    else device.push(entry);
  }
  return [...devices.values()];
}

/** `descriptor`: as HidBus tells it. `alike`: how many devices of the same ids are plugged in. */
export function identifyHid(device: HidDevice, descriptor: Uint8Array | null, alike: number): HidIdentity {
  const [entry] = device;
  const relay = relayBoard(entry, alike);
  if (relay !== null) return relay;
  const keyboard = device.some(({ usagePage, usage }) => usagePage === GENERIC_DESKTOP && usage === KEYBOARD);
  const onPage = device.some(({ usagePage }) => usagePage === BAR_CODE_SCANNER_PAGE);
  const known = knownScanner(entry);
  const row = known !== null && known.productId !== null ? known : null;
  if (onPage || row !== null) return scanner(device, descriptor, { onPage, reason: row?.reason ?? null, alike });
  const maker = SCANNER_VENDORS.get(entry.vendorId);
  if (maker === undefined && !looksLikeScanner(entry.product)) return other(keyboard);
  const why: Text =
    maker === undefined
      ? { vi: 'theo tên sản phẩm', en: 'by the name of the product' }
      : { vi: `nhà sản xuất ${maker}`, en: `made by ${maker}` };
  const mode: Text = keyboard
    ? { vi: 'đầu đọc mã, chế độ bàn phím', en: 'a scanner in keyboard mode' }
    : { vi: 'đầu đọc mã, chế độ chương trình không đọc được', en: 'a scanner in a mode that cannot be read' };
  return {
    is: mode,
    why,
    scanner: keyboard ? { kind: 'wedge' } : null,
    turnstile: null,
    cause: keyboard ? 'mode-keyboard' : 'mode-unreadable',
    keyboard,
  };
}

function scanner(
  device: HidDevice,
  descriptor: Uint8Array | null,
  { onPage, reason, alike }: { readonly onPage: boolean; readonly reason: string | null; readonly alike: number },
): HidIdentity {
  const [entry] = device;
  const protocol = hidProtocol(entry, descriptor, 'auto');
  const usb = usbIds(entry);
  const named = alike === 1 ? { usb } : entry.serial === null ? { path: entry.path } : { usb, serial: entry.serial };
  const keyboard = !protocol.ok && protocol.error.problem === 'mode-keyboard';
  const cause = protocol.ok ? null : protocol.error.problem;
  const page = { vi: 'trang usage 8C trong bộ mô tả HID', en: 'usage page 8C in its descriptor' };
  return {
    is: protocol.ok
      ? { vi: 'đầu đọc mã, chế độ HID POS', en: 'a scanner in HID POS mode' }
      : keyboard
        ? { vi: 'đầu đọc mã, chế độ bàn phím', en: 'a scanner in keyboard mode' }
        : { vi: 'đầu đọc mã, chưa đọc được', en: 'a scanner that cannot be read as it is' },
    why:
      reason === null
        ? page
        : onPage
          ? { vi: `${page.vi}; ${reason}`, en: `${page.en}; ${reason}` }
          : { vi: reason, en: reason },
    scanner: protocol.ok ? { kind: 'hid', ...named } : keyboard ? { kind: 'wedge' } : null,
    turnstile: null,
    cause,
    keyboard,
  };
}

function relayBoard({ path, product, vendorId, productId }: HidEntry, alike: number): HidIdentity | null {
  const found = (is: Text, why: Text, turnstile: Identity['turnstile']): HidIdentity => {
    return { is, why, scanner: null, turnstile, cause: null, keyboard: false };
  };
  const isPair = (ids: { readonly vendorId: number; readonly productId: number }) =>
    vendorId === ids.vendorId && productId === ids.productId;
  if (isPair(USBRELAY)) {
    const relays = relaysOf(product);
    // The ids are shared by every hobbyist's device: product and manufacturer tell.
    if (relays === 0) {
      return found(
        { vi: 'không phải rơ-le USBRelay', en: 'no USBRelay board' },
        {
          vi: 'mã 16c0:05df dùng chung, tên sản phẩm khác',
          en: '16c0:05df is a shared id, and its product is another',
        },
        null,
      );
    }
    const serial = alike === 1 ? {} : { serial: '?????' };
    return found(
      { vi: `rơ-le USBRelay, ${relays} kênh`, en: `a USBRelay board, ${relays} relays` },
      { vi: 'mã USB và tên sản phẩm', en: 'by its USB ids and product' },
      { kind: 'usbrelay', ...serial, channel: 1 },
    );
  }
  const variant = (Object.keys(HID_VARIANTS) as HidVariant[]).find((each) => isPair(HID_VARIANTS[each]));
  if (variant === undefined) return null;
  const place = alike === 1 ? {} : { path };
  return found(
    { vi: `rơ-le ${variant}`, en: `a relay board, ${variant}` },
    { vi: 'mã USB', en: 'by its USB ids' },
    { kind: variant, ...place, channel: 1 },
  );
}

function other(keyboard: boolean): HidIdentity {
  return {
    is: keyboard ? { vi: 'bàn phím', en: 'a keyboard' } : { vi: 'thiết bị khác', en: 'something else' },
    why: { vi: 'không có dấu hiệu của đầu đọc hay rơ-le', en: 'nothing of a scanner or relay board about it' },
    scanner: null,
    turnstile: null,
    cause: null,
    keyboard,
  };
}
