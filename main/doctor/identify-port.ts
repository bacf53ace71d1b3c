import type { SerialPortEntry } from '../../drivers/list-serial-ports.ts';
import { SCANNER_VENDORS } from '../../drivers/scanner/scanner-vendors.ts';
import { SERIAL_ADAPTERS } from '../../drivers/serial-adapters.ts';
import type { ScannerConfig, TurnstileConfig } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';

/** Input of station.json's schema: what has a default may be left out. */
export type Snippet =
  | { readonly kind: ScannerConfig['kind']; readonly [key: string]: unknown }
  | { readonly kind: TurnstileConfig['kind']; readonly [key: string]: unknown };

/** What a device probably is, why, and what in station.json would use it: as scanner, as turnstile. */
export type Identity = {
  readonly is: Text;
  readonly why: Text;
  readonly scanner: Snippet | null;
  readonly turnstile: Snippet | null;
};

const LCUS_CHIP = { vendorId: 0x1a86, productId: 0x7523 };

export function identifyPort({ path, stablePath, usb }: SerialPortEntry): Identity {
  const name = stablePath ?? path;
  const scanner: Snippet = { kind: 'serial', path: name };
  if (usb === null) {
    return {
      is: { vi: 'cổng nối tiếp RS-232 của máy', en: 'an RS-232 port of the machine' },
      why: { vi: 'không phải USB', en: 'it is not on USB' },
      scanner,
      turnstile: { kind: 'modbus', path: name },
    };
  }
  const maker = SCANNER_VENDORS.get(usb.vendorId);
  if (maker !== undefined) {
    return {
      is: { vi: `đầu đọc mã ${maker}, chế độ USB-COM`, en: `a scanner by ${maker} in USB-COM mode` },
      why: { vi: 'mã nhà sản xuất USB', en: 'by its USB vendor' },
      scanner,
      turnstile: null,
    };
  }
  if (looksLikeScanner(usb.product)) {
    return {
      is: { vi: 'đầu đọc mã, chế độ USB-COM', en: 'a scanner in USB-COM mode' },
      why: { vi: 'theo tên sản phẩm', en: 'by the name of the product' },
      scanner,
      turnstile: null,
    };
  }
  const chip = SERIAL_ADAPTERS.get(usb.vendorId);
  if (usb.vendorId === LCUS_CHIP.vendorId && usb.productId === LCUS_CHIP.productId) {
    return {
      is: {
        vi: 'rơ-le LCUS, hoặc bộ chuyển RS-232/RS-485',
        en: 'an LCUS relay board, or an adapter to RS-232 or RS-485',
      },
      why: { vi: 'chip CH340, loại dùng trong rơ-le LCUS', en: 'a CH340, the chip of LCUS boards' },
      scanner,
      turnstile: { kind: 'lcus', path: name, channel: 1 },
    };
  }
  if (chip !== undefined) {
    return {
      is: { vi: 'bộ chuyển RS-232/RS-485', en: 'an adapter to RS-232 or RS-485' },
      why: { vi: `chip ${chip}`, en: `its chip, ${chip}` },
      scanner,
      turnstile: { kind: 'modbus', path: name },
    };
  }
  return {
    is: { vi: 'chưa rõ', en: 'not known' },
    why: { vi: 'không có trong bảng nào', en: 'in none of the tables' },
    scanner,
    turnstile: null,
  };
}

/** Names that scanners give themselves. */
export function looksLikeScanner(product: string | null): boolean {
  return /scan|bar ?code|imager|hid ?pos\b|qr/i.test(product ?? '');
}
