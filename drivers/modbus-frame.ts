/**
 * Where an answer stands in what a Modbus RTU slave sends (Modbus over Serial Line 1.02, 2.5.1; Application Protocol 1.1b3,
 * 6 and 7): unit, function, data, CRC. A telegram tells its length by its function alone, and lines add noise before it.
 */
export type AwaitedAnswer = { readonly unit: number; readonly code: number; readonly length: number };

const EXCEPTION = 0x80;
const EXCEPTION_LENGTH = 5;
const WRITE_ANSWER_LENGTH = 8;

/** @param request whole telegram of function 1, 2, 5 or 15 */
export function awaitedAnswer(request: Uint8Array): AwaitedAnswer {
  const [unit = 0, code = 0, , , high = 0, low = 0] = request;
  const length = code === 1 || code === 2 ? 5 + Math.ceil(((high << 8) | low) / 8) : WRITE_ANSWER_LENGTH;
  return { unit, code, length };
}

/** The first telegram that answers, with a right CRC, an exception being one; null: it has not come yet. */
export function answerIn(received: Uint8Array, { unit, code, length }: AwaitedAnswer): Uint8Array | null {
  for (let at = 0; at + EXCEPTION_LENGTH <= received.length; at++) {
    if (received[at] !== unit) continue;
    const candidate =
      received[at + 1] === code
        ? received.subarray(at, at + length)
        : received[at + 1] === (code | EXCEPTION)
          ? received.subarray(at, at + EXCEPTION_LENGTH)
          : null;
    if (candidate === null || at + candidate.length > received.length) continue;
    if (candidate.length >= EXCEPTION_LENGTH && crcHolds(candidate)) return candidate;
  }
  return null;
}

function crcHolds(telegram: Uint8Array): boolean {
  const low = telegram.at(-2) ?? 0;
  const high = telegram.at(-1) ?? 0;
  return crc16(telegram.subarray(0, -2)) === ((high << 8) | low);
}

/** CRC-16/MODBUS: polynomial A001 reflected, beginning at FFFF. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
