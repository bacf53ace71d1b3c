import { err, ok } from '../../main/contract/result.ts';
import type { ConnectionEvents, OpenOnce } from '../device-link.ts';
import { type HidBus, type HidConnection, type HidEntry, listProblem } from '../hid-device.ts';
import type { HidRelayConfig } from './hid-relay.ts';
import { HID_VARIANTS } from './hid-variants.ts';
import { readState, relaysOf, STATE_LENGTH, STATE_REPORT, USBRELAY } from './usbrelay-protocol.ts';

/** What the HID devices of this machine must do for relays. */
export type RelayHidBus = Pick<HidBus, 'list' | 'resolve' | 'open'>;

type Opened = ReturnType<OpenOnce<HidConnection>>;

/** Opens the one board that the configuration means. Of two that it could mean none is taken: it may be another gate's. */
export async function findHidRelay(config: HidRelayConfig, bus: RelayHidBus, events: ConnectionEvents): Opened {
  if (config.kind !== 'usbrelay' && config.path !== null) return bus.open(await bus.resolve(config.path), events);
  const listed = await bus.list();
  if (!listed.ok) return err({ problem: listProblem(listed.error), detail: listed.error });
  const paths = [...new Set(listed.value.filter((entry) => isOne(config, entry)).map(({ path }) => path))];
  if (config.kind === 'usbrelay' && config.serial !== null) return bySerial(config.serial, paths, bus, events);
  const [path, ...more] = paths;
  if (path === undefined)
    return err({ problem: 'missing', detail: `no ${config.kind} board with a relay ${config.channel} is plugged in` });
  if (more.length === 0) return bus.open(path, events);
  const mark = config.kind === 'usbrelay' ? 'serial' : 'path';
  return err({
    problem: 'ambiguous',
    detail: `${paths.length} ${config.kind} boards: station.json must name one by its ${mark}`,
  });
}

function isOne(config: HidRelayConfig, { vendorId, productId, product }: HidEntry): boolean {
  const ids = config.kind === 'usbrelay' ? USBRELAY : HID_VARIANTS[config.kind];
  if (vendorId !== ids.vendorId || productId !== ids.productId) return false;
  return config.kind !== 'usbrelay' || config.channel <= relaysOf(product);
}

/** The serial stands in the board's report, not in what USB lists: each is opened and asked. */
async function bySerial(serial: string, paths: readonly string[], bus: RelayHidBus, events: ConnectionEvents): Opened {
  const others: string[] = [];
  let refused: Awaited<Opened> | null = null;
  for (const path of paths) {
    let chosen = false;
    const opened = await bus.open(path, {
      data: (report, at) => chosen && events.data(report, at),
      closed: (detail) => chosen && events.closed(detail),
    });
    if (!opened.ok) {
      if (opened.error.problem === 'busy') others.push('one that is in use');
      else refused = opened;
      continue;
    }
    const report = await opened.value.getFeature(STATE_REPORT, STATE_LENGTH);
    const state = report.ok ? readState(report.value) : null;
    if (state?.serial === serial) {
      chosen = true;
      return ok(opened.value);
    }
    await opened.value.close();
    others.push(state?.serial ?? 'one that does not tell its serial');
  }
  if (refused !== null) return refused;
  const found = others.length === 0 ? 'none is plugged in' : `found: ${others.join(', ')}`;
  return err({ problem: 'missing', detail: `no usbrelay board with the serial ${serial}; ${found}` });
}
