/**
 * DCT "USBRelay1…8" boards, V-USB with the shared id 16c0:05df, so the product tells them. Commands are 9 bytes with the
 * report id 0 first: `FF n` on, `FD n` off, sent as a feature report (pavel-a/usb-relay-hid) or, by a library that has no
 * other way, as output (darrylb123/usbrelay). Feature report 1 holds five characters of serial and, in its byte 7, the
 * relays that are on, lowest bit first.
 */
export const USBRELAY = { vendorId: 0x16c0, productId: 0x05df } as const;

/** How many relays the product that USB lists has; 0: it is no such board. */
export function relaysOf(product: string | null): number {
  return Number(/^USBRelay([1-8])$/.exec(product?.trim() ?? '')?.[1] ?? 0);
}

export const STATE_REPORT = 1;
export const STATE_LENGTH = 9;

const ON = 0xff;
const OFF = 0xfd;
const SERIAL_LENGTH = 5;
const RELAYS_AT = 7;

export function relayCommand(channel: number, on: boolean): Uint8Array {
  return Uint8Array.of(0, on ? ON : OFF, channel, 0, 0, 0, 0, 0, 0);
}

export type BoardState = { readonly serial: string; isOn(channel: number): boolean };

/** With the report id first (Windows) or without it (hidraw, as the board numbers no report); null: neither. */
export function readState(report: Uint8Array): BoardState | null {
  const numbered = report.length >= STATE_LENGTH && (report[0] ?? 0) <= STATE_REPORT;
  const state = numbered ? report.subarray(1) : report;
  const relays = state[RELAYS_AT];
  if (relays === undefined || (!numbered && (state[0] ?? 0) <= STATE_REPORT)) return null;
  return {
    serial: Buffer.from(state.subarray(0, SERIAL_LENGTH)).toString('latin1'),
    isOn: (channel) => ((relays >> (channel - 1)) & 1) === 1,
  };
}
