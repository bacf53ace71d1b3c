/**
 * Chips that make a serial port of USB, by vendor id (usb.ids): behind them may be a scanner, a relay board or an RS-485
 * line. LCUS boards have a CH340 (1a86:7523).
 */
export const SERIAL_ADAPTERS: ReadonlyMap<number, string> = new Map([
  [0x0403, 'FTDI'],
  [0x067b, 'PL2303'],
  [0x10c4, 'CP210x'],
  [0x1a86, 'CH340'],
]);
