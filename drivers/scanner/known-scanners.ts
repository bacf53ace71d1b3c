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
  /** null: any product of this vendor on the bar code scanner page. */
  readonly productId: number | null;
  /** Feature report sent after opening; a device that does not know it may refuse it. */
  readonly enable: readonly number[] | null;
  /** Why the row is there. */
  readonly reason: string;
} & (
  | { readonly profile: HidProfile }
  /** It is set to a mode that cannot be read. */
  | { readonly profile: null; readonly mode: Extract<DeviceCause, 'mode-unreadable' | 'mode-keyboard'> }
);

const ENABLE_SCANNING = [0xfe, 0x01];

export const KNOWN_SCANNERS: readonly KnownScanner[] = [
  {
    vendorId: 0x0c2e,
    productId: null,
    profile: 'honeywell',
    enable: ENABLE_SCANNING,
    reason: 'Honeywell; the layout of its manuals; WebHidBarcodeScanner enables it by feature report FE',
  },
  {
    vendorId: 0x0536,
    productId: null,
    profile: 'honeywell',
    enable: null,
    reason: 'Hand Held Products, now Honeywell; the layout of the 2020 and 5X20 manuals',
  },
  {
    vendorId: 0x23d0,
    productId: null,
    profile: 'honeywell',
    enable: ENABLE_SCANNING,
    reason: 'Youjie, a brand of Honeywell; WebHidBarcodeScanner treats it alike',
  },
  {
    vendorId: 0x1eab,
    productId: null,
    profile: 'newland',
    enable: null,
    reason: 'Newland, also sold as IDTech; the layout of the FM420 and FX100 manuals',
  },
  {
    vendorId: 0x05e0,
    productId: 0x0600,
    profile: 'zebra-blocks',
    enable: null,
    reason: 'Zebra in simple COM port emulation: a HID device of a vendor page that carries a byte stream',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1300,
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'Zebra in IBM hand-held mode, which carries no QR codes (appendix on OPOS of its manuals)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1400,
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'Zebra in IBM table-top mode, which carries no QR codes (appendix on OPOS of its manuals)',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1900,
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'Zebra in SNAPI mode (usb.ids), which only its own driver speaks',
  },
  {
    vendorId: 0x05e0,
    productId: 0x1200,
    profile: null,
    mode: 'mode-keyboard',
    enable: null,
    reason: 'Zebra in keyboard mode',
  },
  {
    vendorId: 0x0c2e,
    productId: 0x0007,
    profile: null,
    mode: 'mode-unreadable',
    enable: null,
    reason: 'Metrologic, now Honeywell, in IBM SurePOS mode (usb.ids), whose reports are others',
  },
];

export function knownScanner(device: { readonly vendorId: number; readonly productId: number }): KnownScanner | null {
  const ofVendor = KNOWN_SCANNERS.filter(({ vendorId }) => vendorId === device.vendorId);
  return (
    ofVendor.find(({ productId }) => productId === device.productId) ??
    ofVendor.find(({ productId }) => productId === null) ??
    null
  );
}
