/**
 * Relay boards on Modbus RTU: relay n is coil n, its state read by FC1, inputs by FC2. Waveshare's boards (protocol V2,
 * sold since September 2021; wiki "Modbus RTU Relay") take `flash on` besides: FC5 at 0200 + coil with a time in units of
 * 100 ms, after which the board itself switches off.
 */
export const COIL_ON = 0xff00;
export const COIL_OFF = 0x0000;

const FLASH_ON = 0x0200;
const FLASH_UNIT_MS = 100;
const LONGEST_FLASH = 0x7fff;

export type CoilCommand = { readonly address: number; readonly value: number };

/** Rounded up: a turnstile may miss a pulse that is too short. */
export function flashOn(coil: number, ms: number): CoilCommand {
  return { address: FLASH_ON + coil, value: Math.min(Math.max(1, Math.ceil(ms / FLASH_UNIT_MS)), LONGEST_FLASH) };
}
