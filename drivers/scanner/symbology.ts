/**
 * What a scanner may put around the content of a code: the AIM symbology identifier before it, `]cm` (ISO/IEC 15424), and
 * the escapes of the ECI protocol in it: `\` and six digits switch the character set, and a backslash of the content
 * is doubled (AIM Extended Channel Interpretations; ISO/IEC 18004 section on transmitted data). Pure, over bytes.
 */
export type Symbology = {
  /** The identifier, `]Q1`; null where the scanner sent none. */
  readonly aim: string | null;
  /** The bytes of the content, each piece with the character set that its ECI told; null: none was told. */
  readonly pieces: readonly EciPiece[];
};
export type EciPiece = { readonly eci: number | null; readonly bytes: Uint8Array };

const BACKSLASH = 0x5c;
const ECI_DIGITS = 6;
const AIM_LENGTH = 3;

/** Code characters of ISO/IEC 15424 and their modifiers. No pass format begins with `]`. */
const AIM = /^\][A-Zcdez][0-9A-Za-z]$/;

/**
 * Modifiers that say "ECI protocol implemented", by code character: QR and Micro QR (ISO/IEC 18004), Data Matrix
 * (16022), Aztec (24778), PDF417 (15438).
 */
const WITH_ECI: Readonly<Record<string, string>> = { Q: '246', d: '456', z: '369', L: '1' };

/**
 * `apart`: the identifier that came beside the data, as HID POS scanners send it. Where the identifier says that the ECI
 * protocol is off, a backslash is a backslash. Where there is no identifier, escapes count only if the content begins
 * with one and every backslash in it is part of one: anything else is content, and is kept as it was scanned.
 */
export function symbologyOf(scanned: Uint8Array, apart: string | null = null): Symbology {
  const aim = apart ?? aimAt(scanned);
  const named = aim !== null && (apart === null || aimAt(scanned) === apart);
  const content = named ? scanned.subarray(AIM_LENGTH) : scanned;
  if (aim !== null && !saysEci(aim)) return { aim, pieces: whole(content) };
  if (aim === null && eciAt(content, 0) === null) return { aim, pieces: whole(content) };
  return { aim, pieces: unescaped(content) ?? whole(content) };
}

export function isAim(text: string): boolean {
  return AIM.test(text);
}

function aimAt(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, AIM_LENGTH));
  return AIM.test(head) ? head : null;
}

function saysEci(aim: string): boolean {
  return WITH_ECI[aim.charAt(1)]?.includes(aim.charAt(2)) ?? false;
}

function whole(bytes: Uint8Array): readonly EciPiece[] {
  return [{ eci: null, bytes }];
}

/** null: a backslash is neither doubled nor the beginning of an ECI, so the escapes were not meant. */
function unescaped(bytes: Uint8Array): readonly EciPiece[] | null {
  const pieces: EciPiece[] = [];
  const content = new Uint8Array(bytes.length);
  let length = 0;
  let eci: number | null = null;
  const end = () => {
    if (length > 0) pieces.push({ eci, bytes: content.slice(0, length) });
    length = 0;
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte !== BACKSLASH || bytes[at + 1] === BACKSLASH) {
      content[length++] = byte;
      at += byte === BACKSLASH ? 2 : 1;
      continue;
    }
    const next = eciAt(bytes, at);
    if (next === null) return null;
    end();
    eci = next;
    at += 1 + ECI_DIGITS;
  }
  end();
  return pieces;
}

function eciAt(bytes: Uint8Array, at: number): number | null {
  if (bytes[at] !== BACKSLASH) return null;
  const digits = String.fromCharCode(...bytes.subarray(at + 1, at + 1 + ECI_DIGITS));
  return /^\d{6}$/.test(digits) ? Number(digits) : null;
}
