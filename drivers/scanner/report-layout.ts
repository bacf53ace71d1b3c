import { type InputField, inputFields } from './report-descriptor.ts';

/**
 * Where the parts of a scan lie in an input report of a bar code scanner (HID Point of Sale Usage Tables 1.02, usage
 * page 8C). Offsets in bytes, from the report id on where there is one.
 */
export type ReportLayout = {
  /** 0: the device numbers no reports. */
  readonly reportId: number;
  /** One byte: how many bytes of `data` count; null: the data ends before its trailing NULs. */
  readonly length: number | null;
  /** Symbology identifiers 1 to 3: the AIM identifier, where the scanner sends it apart from the data. */
  readonly aim: readonly number[];
  readonly data: { readonly offset: number; readonly size: number };
  /** Set while further reports of the same scan follow (Decoded Data Continued). */
  readonly more: { readonly offset: number; readonly mask: number } | null;
};

const BAR_CODE_SCANNER = 0x8c0000;
const SYMBOLOGY_IDENTIFIERS = [0xfb, 0xfc, 0xfd].map((id) => BAR_CODE_SCANNER + id);
const DECODED_DATA = BAR_CODE_SCANNER + 0xfe;
const DECODED_DATA_CONTINUED = BAR_CODE_SCANNER + 0xff;
/** Generic Desktop page, Byte Count (HID Usage Tables, section 4). */
const BYTE_COUNT = 0x01003b;

/** The layouts of all reports that carry decoded data; empty where the descriptor describes none. */
export function layoutsOf(descriptor: Uint8Array): readonly ReportLayout[] {
  const fields = inputFields(descriptor);
  if (!fields.ok) return [];
  return fields.value.flatMap((field) => {
    if (field.usage !== DECODED_DATA || !isBytes(field)) return [];
    return [
      layoutAround(
        field,
        fields.value.filter(({ reportId }) => reportId === field.reportId),
      ),
    ];
  });
}

function layoutAround(data: InputField, fields: readonly InputField[]): ReportLayout {
  const length = fields.find((field) => field.usage === BYTE_COUNT && isBytes(field) && field.count === 1);
  const more = fields.find((field) => field.usage === DECODED_DATA_CONTINUED);
  const aim = fields
    .filter((field) => SYMBOLOGY_IDENTIFIERS.includes(field.usage) && isBytes(field))
    .flatMap((field) => Array.from({ length: field.count }, (_, index) => field.bitOffset / 8 + index));
  return {
    reportId: data.reportId,
    length: length === undefined ? null : length.bitOffset / 8,
    aim: aim.slice(0, 3),
    data: { offset: data.bitOffset / 8, size: data.count },
    more: more === undefined ? null : { offset: more.bitOffset >> 3, mask: 1 << (more.bitOffset & 7) },
  };
}

function isBytes({ bitOffset, bitSize }: InputField): boolean {
  return bitSize === 8 && bitOffset % 8 === 0;
}
