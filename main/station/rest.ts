import type { StationPorts } from './ports.ts';

/** A station where nobody has scanned for this long rests: what it does then delays nobody. */
const REST_MS = 5000;

/** Checkpoints the record when the station comes to rest, so that no commit has to. */
export function createRest(
  ports: Pick<StationPorts, 'later'> & { readonly record: Pick<StationPorts['record'], 'checkpoint'> },
): {
  /** Somebody scans: whatever was planned is called off, and rest begins anew. */
  readonly disturbed: () => void;
} {
  let callOff = (): void => {};
  return {
    disturbed() {
      callOff();
      callOff = ports.later(REST_MS, ports.record.checkpoint);
    },
  };
}
