import { StatusReader, switchCommand } from './lcus-protocol.ts';

/**
 * Two more kinds of HID relay board, each with nothing but a command per relay. 5131:2007 takes the telegrams of LCUS as
 * output reports, and its question too; whether a board answers is learnt. 0519:2018 (Ucreatefun "HIDRelay") has `F0 + n` on
 * and `n` off in 9 bytes and never tells a state (darrylb123/usbrelay).
 */
export const HID_VARIANTS = {
  'hid-5131': { vendorId: 0x5131, productId: 0x2007 },
  'hid-0519': { vendorId: 0x0519, productId: 0x2018 },
} as const;

export type HidVariant = keyof typeof HID_VARIANTS;

const REPORT = 0;
const QUESTION_5131 = Uint8Array.of(REPORT, 0xff);
const ON_0519 = 0xf0;

export function variantCommand(variant: HidVariant, channel: number, on: boolean): Uint8Array {
  if (variant === 'hid-5131') return Uint8Array.of(REPORT, ...switchCommand(channel, on));
  return Uint8Array.of(REPORT, (on ? ON_0519 : 0) + channel, 0, 0, 0, 0, 0, 0, 0);
}

/** Null: there is nothing to ask. */
export function variantQuestion(variant: HidVariant): Uint8Array | null {
  return variant === 'hid-5131' ? QUESTION_5131 : null;
}

/** Input reports of 5131 are text in pieces, padded with zeros. */
export class VariantAnswers {
  readonly #status = new StatusReader();

  push(report: Uint8Array): ReturnType<StatusReader['push']> {
    return this.#status.push(report.filter((byte) => byte !== 0));
  }

  reset(): void {
    this.#status.reset();
  }
}
