/**
 * Zebra's "simple COM port emulation" (05e0:0600): a HID device of a vendor's page whose unnumbered reports of 64 bytes
 * are pieces of a byte stream, `[length][data][00 …]`. Where a scan ends, the stream says as a serial line does. Pure.
 */
export const ZEBRA_BLOCK_BYTES = 64;

/** The bytes of one block; null: no such block, so that something of the stream is lost. */
export function zebraBlockData(report: Uint8Array): Uint8Array | null {
  const length = report[0];
  if (length === undefined || length >= ZEBRA_BLOCK_BYTES || report.length < 1 + length) return null;
  return report.slice(1, 1 + length);
}
