/** Who makes scanners, by USB vendor id (usb.ids; Youjie by WebHidBarcodeScanner). Some make other things as well. */
export const SCANNER_VENDORS: ReadonlyMap<number, string> = new Map([
  [0x0536, 'Hand Held Products (Honeywell)'],
  [0x05e0, 'Zebra (Symbol)'],
  [0x05f9, 'Datalogic (PSC)'],
  [0x065a, 'Opticon'],
  [0x080c, 'Datalogic'],
  [0x0c2e, 'Honeywell (Metrologic)'],
  [0x1eab, 'Newland'],
  [0x23d0, 'Youjie (Honeywell)'],
]);
