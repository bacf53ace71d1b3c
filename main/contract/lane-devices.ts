import type { LaneConfig, ScannerConfig, TurnstileConfig } from './station-config.ts';

/** As the officer and station.json call a HID scanner. */
export function hidDeviceName({ usb, serial, path }: Extract<ScannerConfig, { kind: 'hid' }>): string {
  return path ?? [usb, serial].filter((part) => part !== null).join(' ');
}

/** The board or the adapter, for the officer: the same for two turnstiles that have it together. */
export function turnstileDevice(turnstile: TurnstileConfig): string {
  if (turnstile.kind === 'usbrelay') return turnstile.serial === null ? 'usbrelay' : `usbrelay ${turnstile.serial}`;
  return turnstile.path ?? turnstile.kind;
}

/** `path`: from the list of lanes on. */
export type DeviceClash = { readonly path: (string | number)[]; readonly message: string };

/**
 * A scanner has one lane. Several turnstiles may be on one board, or on the boards of one adapter, each with a relay of its
 * own: a lane in and a lane out often are. Whatever could open or count for the wrong lane is refused.
 */
export function deviceClashes(lanes: readonly LaneConfig[]): DeviceClash[] {
  const clashes: DeviceClash[] = [];
  const scanners = new Map<string, ScannerConfig>();
  const turnstiles: TurnstileConfig[] = [];
  lanes.forEach((lane, at) => {
    lane.scanners.forEach((scanner, index) => {
      const { device, key } = scannerDevice(scanner);
      const message = scanners.has(device)
        ? `"${device}" is named twice`
        : couldBeTheOther(scanner, [...scanners.values()]);
      if (message !== null) clashes.push({ path: [at, 'scanners', index, key], message });
      scanners.set(device, scanner);
    });
    const { turnstile } = lane;
    if (turnstile === null) return;
    const message = turnstiles.map((other) => turnstileClash(turnstile, other)).find((clash) => clash !== null);
    if (message !== undefined) clashes.push({ path: [at, 'turnstile', turnstileKey(turnstile)], message });
    turnstiles.push(turnstile);
  });
  lanes.forEach(({ turnstile }, at) => {
    if (turnstile === null || !scanners.has(turnstileDevice(turnstile))) return;
    const message = `"${turnstileDevice(turnstile)}" is named as a scanner too`;
    clashes.push({ path: [at, 'turnstile', turnstileKey(turnstile)], message });
  });
  return clashes;
}

function scannerDevice(scanner: ScannerConfig): { device: string; key: string } {
  if (scanner.kind === 'wedge') return { device: 'wedge', key: 'kind' };
  if (scanner.kind === 'serial' || scanner.kind === 'replay') return { device: scanner.path, key: 'path' };
  const key = scanner.path !== null ? 'path' : scanner.serial !== null ? 'serial' : 'usb';
  return { device: hidDeviceName(scanner), key };
}

/** One that is named by its make alone would be taken for the other, while its own is unplugged. */
function couldBeTheOther(scanner: ScannerConfig, others: readonly ScannerConfig[]): string | null {
  if (scanner.kind !== 'hid' || scanner.usb === null) return null;
  const alike = others.filter((other) => other.kind === 'hid').filter(({ usb }) => usb === scanner.usb);
  const unsaid = alike.length > 0 && [scanner, ...alike].some(({ serial }) => serial === null);
  return unsaid ? `which of several ${scanner.usb} scanners is not said: give each its "serial" or "path"` : null;
}

function turnstileKey(turnstile: TurnstileConfig): string {
  return turnstile.kind === 'usbrelay' ? 'serial' : 'path';
}

function turnstileClash(one: TurnstileConfig, other: TurnstileConfig): string | null {
  const device = turnstileDevice(one);
  if (device !== turnstileDevice(other)) {
    const unsaid = one.kind === other.kind && [device, turnstileDevice(other)].includes(one.kind);
    return unsaid ? `which of several ${one.kind} boards is not said` : null;
  }
  if (one.kind === 'modbus' && other.kind === 'modbus') {
    if (one.baud !== other.baud) return `"${device}" is named with two speeds`;
    if (one.unit !== other.unit) return null;
    if (one.coil === other.coil) return `coil ${one.coil} of unit ${one.unit} on "${device}" is named twice`;
    const sameInput = one.passageInput !== null && one.passageInput === other.passageInput;
    return sameInput ? `input ${one.passageInput} of unit ${one.unit} on "${device}" is named twice` : null;
  }
  if (one.kind !== other.kind || one.kind === 'modbus' || other.kind === 'modbus')
    return `"${device}" is named as two kinds of board`;
  return one.channel === other.channel ? `relay ${one.channel} of "${device}" is named twice` : null;
}
