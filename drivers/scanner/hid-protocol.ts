import type { DeviceCause } from '../../main/contract/messages.ts';
import { err, ok, type Result } from '../../main/contract/result.ts';
import type { HidProfile } from '../../main/contract/station-config.ts';
import { knownScanner, PROFILE_LAYOUTS } from './known-scanners.ts';
import { layoutsOf, type ReportLayout } from './report-layout.ts';

/** HID Usage Tables, sections 3 and 4. */
const GENERIC_DESKTOP = 1;
const KEYBOARD = 6;

/** How a HID scanner is to be read. */
export type HidProtocol =
  | { readonly kind: 'hid-pos'; readonly layouts: readonly ReportLayout[] }
  | { readonly kind: 'zebra-blocks' };

/** What of the device is not known, or how it is set. */
export type UnreadableScanner = {
  readonly problem: Extract<DeviceCause, 'layout-unknown' | 'mode-unreadable' | 'mode-keyboard'>;
  readonly detail: string;
};

/**
 * What station.json says goes first, then what the device says of itself, then the table of known scanners. The error is
 * for the officer: a layout that is only guessed would cut passes to pieces.
 */
export function hidProtocol(
  device: {
    readonly vendorId: number;
    readonly productId: number;
    readonly usagePage?: number | null;
    readonly usage?: number | null;
  },
  descriptor: Uint8Array | null,
  profile: HidProfile | 'auto',
): Result<HidProtocol, UnreadableScanner> {
  if (profile !== 'auto') return ok(protocolOf(profile));
  const layouts = descriptor === null ? [] : layoutsOf(descriptor);
  if (layouts.length > 0) return ok({ kind: 'hid-pos', layouts });
  if (device.usagePage === GENERIC_DESKTOP && device.usage === KEYBOARD) {
    return err({ problem: 'mode-keyboard', detail: 'it is a keyboard' });
  }
  const known = knownScanner(device);
  if (known === null) {
    return err({ problem: 'layout-unknown', detail: 'it does not say where in its reports the data lies' });
  }
  return known.profile === null
    ? err({ problem: known.mode, detail: `${known.product}: ${known.reason}` })
    : ok(protocolOf(known.profile));
}

function protocolOf(profile: HidProfile): HidProtocol {
  return profile === 'zebra-blocks'
    ? { kind: 'zebra-blocks' }
    : { kind: 'hid-pos', layouts: [PROFILE_LAYOUTS[profile]] };
}
