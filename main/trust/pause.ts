/** Lets what waits on the event loop have its turn: long work is done in pieces, and scans go on. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
