/** Why a sheet was not printed. `field` names the datum at fault as the caller gave it, such as `site.phone`. */
export type PrintProblem =
  | { readonly code: 'field-empty'; readonly field: string }
  /** The text does not fit its place even at the smallest legible size. */
  | { readonly code: 'text-too-long'; readonly field: string }
  /** The typeface has no picture of these characters; printing them would show empty boxes. */
  | { readonly code: 'glyph-missing'; readonly field: string; readonly characters: readonly string[] }
  | { readonly code: 'date-invalid'; readonly field: string }
  /** A card shows identifiers masked (DESIGN section 3); this one is not. */
  | { readonly code: 'id-not-masked'; readonly field: string }
  /** More than any QR symbol holds. */
  | { readonly code: 'qr-too-long'; readonly field: string; readonly bytes: number }
  /** It would fit a QR symbol, but not one whose modules a scanner can tell apart at this size. */
  | { readonly code: 'qr-too-dense'; readonly field: string; readonly moduleMm: number; readonly leastModuleMm: number }
  | { readonly code: 'no-cards' };
