import { err, ok } from '../main/contract/result.ts';
import type { HidBus } from './hid-device.ts';

/**
 * A bus on which a device is open once at most, by whatever name. Linux gives every reader of a hidraw device each report: a
 * scan would count on two lanes, and a relay would obey two.
 */
export function exclusiveHidBus(bus: HidBus): HidBus {
  const held = new Set<string>();
  return {
    ...bus,
    async open(path, events) {
      const device = await bus.resolve(path);
      if (held.has(device)) return err({ problem: 'busy', detail: 'this station has it open already' });
      held.add(device);
      const opened = await bus.open(device, events);
      if (!opened.ok) {
        held.delete(device);
        return opened;
      }
      const connection = opened.value;
      return ok({
        ...connection,
        async close() {
          await connection.close();
          held.delete(device);
        },
      });
    },
  };
}
