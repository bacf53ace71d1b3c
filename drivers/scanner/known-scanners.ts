import type { DeviceCause } from '../../main/contract/messages.ts';
import type { HidProfile } from '../../main/contract/station-config.ts';
import type { ReportLayout } from './report-layout.ts';

/** Layouts of 64 bytes, report id 02 first; 56 bytes of data; bit 0 of byte 63: more reports follow. */
function layout(aim: readonly number[], dataOffset: number): ReportLayout {
  return { reportId: 2, length: 1, aim, data: { offset: dataOffset, size: 56 }, more: { offset: 63, mask: 1 } };
}

export const PROFILE_LAYOUTS: Readonly<Record<Exclude<HidProfile, 'zebra-blocks'>, ReportLayout>> = {
  /** Hand Held Products 2020 / 5X20 manual; the same in Access-IS ATR110, appendix A, with worked bytes. */
  honeywell: layout([2, 3, 4], 5),
  /** Newland NLS-FM420 manual p. 57; IDTech FX100 p. 49; Saveo RV2 p. 44: no identifier before the data. */
  newland: layout([], 2),
  /** As captured in September 2026 and published by open-mSupply: byte 2 is 00, all the rest one further on. */
  shifted: layout([3, 4, 5], 6),
};

/**
 * Scanners whose report descriptor does not say where the data lies (or whose system does not show it), and what they
 * send. Every row has its reason. A scanner that describes its reports needs no row.
 */
export type KnownScanner = {
  readonly vendorId: number;
  /** null: any product of this vendor on that page. */
  readonly productId: number | null;
  /** On which the row holds; null: on any. */
  readonly usagePage: number | null;
  /** As its maker or usb.ids calls it. */
  readonly product: string;
  /** Feature report sent after opening; a device that does not know it may refuse it. */
  readonly enable: readonly number[] | null;
  /** Why the row is there, with the source. */
  readonly reason: string;
} & (
  | { readonly profile: HidProfile }
  /** It is set to a mode that cannot be read. */
  | { readonly profile: null; readonly mode: Extract<DeviceCause, 'mode-unreadable' | 'mode-keyboard'> }
);

export const BAR_CODE_SCANNER_PAGE = 0x8c;
const ENABLE_SCANNING = [0xfe, 0x01];

export const KNOWN_SCANNERS: readonly KnownScanner[] = [
  {
    vendorId: 0x0c2e,
    productId: null,
    usagePage: BAR_CODE_SCANNER_PAGE,
    product: 'Honeywell and Metrologic scanners',
    profile: 'honeywell',
    enable: ENABLE_SCANNING,
    reason:
      'the layout of the maker’s manuals (5X20, Access-IS ATR110); WebHidBarcodeScanner enables them by feature report FE',
  },
  {
    vendorId: 0x0536,
    productId: null,
    usagePage: BAR_CODE_SCANNER_PAGE,
    product: 'Hand Held Products scanners, now Honeywell',
    profile: 'honeywell',
    enable: null,
    reason: 'the layout of the 2020 and 5X20 manuals',
  },
  {
    vendorId: 0x23d0,
    productId: null,
    usagePage: BAR_CODE_SCANNER_PAGE,
    product: 'Youjie scanners, a brand of Honeywell',
    profile: 'honeywell',
    enable: ENABLE_SCANNING,
    reason: 'WebHidBarcodeScanner treats them as Honeywell’s',
  },
  {
    vendorId: 0x1eab,
    productId: null,
    usagePage: BAR_CODE_SCANNER_PAGE,
    product: 'Newland scanners, also sold as IDTech',
    profile: 'newland',
    enable: null,
    reason: 'the layout of the FM420 (p. 57) and FX100 (p. 49) manuals',
  },
  {
    vendorId: 0x05e0,
    productId: 0x0600,
    usagePage: null,
    product: 'Zebra (Symbol) in simple COM port emulation',
    profile: 'zebra-blocks',
    enable: null,
    reason: 'a HID device of a vendor page that carries a byte stream (MS4407 integration guide, 9-3)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1300,
    usagePage: null,
    product: 'Zebra (Symbol) in IBM hand-held mode',
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'carries no QR codes (MS4407 integration guide, 9-3; appendix on OPOS of the DS manuals)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1400,
    usagePage: null,
    product: 'Zebra (Symbol) in IBM table-top mode',
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'carries no QR codes (MS4407 integration guide, 9-3; appendix on OPOS of the DS manuals)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1900,
    usagePage: null,
    product: 'Zebra (Symbol) SNAPI imaging device',
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'only its maker’s driver speaks SNAPI (usb.ids)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1200,
    usagePage: null,
    product: 'Zebra (Symbol) in keyboard mode',
    profile: null,
    mode: 'mode-keyboard',
    enable: null,
    reason: 'MS4407 integration guide, 9-3',
  },
  {
    vendorId: 0x0c2e,
    productId: 0x0007,
    usagePage: null,
    product: 'Metrologic in IBM SurePOS mode',
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'its reports are IBM’s (usb.ids)',
  },
];

/** `usagePage`: of the collection that is meant; left out or null: not known. */
export function knownScanner(device: {
  readonly vendorId: number;
  readonly productId: number;
  readonly usagePage?: number | null;
}): KnownScanner | null {
  const page = device.usagePage ?? null;
  const fitting = KNOWN_SCANNERS.filter(
    ({ vendorId, usagePage }) =>
      vendorId === device.vendorId && (usagePage === null || page === null || usagePage === page),
  );
  return (
    fitting.find(({ productId }) => productId === device.productId) ??
    fitting.find(({ productId }) => productId === null) ??
    null
  );
}
