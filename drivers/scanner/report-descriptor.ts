import { err, ok, type Result } from '../../main/contract/result.ts';

/**
 * Input fields of a HID report descriptor (Device Class Definition for HID 1.11, sections 5.4 to 6.2.2). Pure. Only
 * what tells where a usage lies in an input report is read; physical units and designators are passed over.
 */
export type InputField = {
  /** 0: the device numbers no reports. */
  readonly reportId: number;
  /** Usage page in the upper 16 bits; 0 where the descriptor gives none. */
  readonly usage: number;
  /** From the beginning of the report as the system hands it out, the report id included where there is one. */
  readonly bitOffset: number;
  readonly bitSize: number;
  /** So many elements of the same usage follow each other. */
  readonly count: number;
};

export type DescriptorError = 'truncated' | 'too-long' | 'too-large' | 'unbalanced';

/** HID 1.11 counts a descriptor in 16 bits; hidraw gives at most 4096 bytes of it (HID_MAX_DESCRIPTOR_SIZE). */
const MAX_DESCRIPTOR_BYTES = 4096;
/** Linux refuses longer reports as well (HID_MAX_BUFFER_SIZE is 16 KiB). */
const MAX_REPORT_BITS = 16_384 * 8;
const MAX_PUSHED = 16;
/** Real scanners have some dozens; a device must not fill the memory with some thousand bytes. */
const MAX_FIELDS = 2048;

const MAIN = 0;
const GLOBAL = 1;
const LOCAL = 2;
const LONG_ITEM = 0xfe;
const CONSTANT = 0x01;
const VARIABLE = 0x02;

type Globals = {
  readonly usagePage: number;
  readonly reportId: number;
  readonly reportSize: number;
  readonly reportCount: number;
};
type UsageRange = { readonly first: number; readonly last: number };

export function inputFields(descriptor: Uint8Array): Result<readonly InputField[], DescriptorError> {
  if (descriptor.length > MAX_DESCRIPTOR_BYTES) return err('too-long');
  const fields: InputField[] = [];
  const ends = new Map<number, number>();
  const pushed: Globals[] = [];
  let globals: Globals = { usagePage: 0, reportId: 0, reportSize: 0, reportCount: 0 };
  let usages: UsageRange[] = [];
  let minimum: number | null = null;
  let depth = 0;

  for (let at = 0; at < descriptor.length; ) {
    const prefix = descriptor[at] ?? 0;
    const long = prefix === LONG_ITEM;
    const size = long ? (descriptor[at + 1] ?? 0) : [0, 1, 2, 4][prefix & 3];
    const from = at + (long ? 3 : 1);
    const end = from + (size ?? 0);
    if (end > descriptor.length) return err('truncated');
    at = end;
    if (long) continue;
    const value = unsigned(descriptor.subarray(from, end));
    const tag = prefix >> 4;
    const kind = (prefix >> 2) & 3;

    if (kind === GLOBAL) {
      if (tag === 0x0) globals = { ...globals, usagePage: value & 0xffff };
      else if (tag === 0x7) globals = { ...globals, reportSize: value };
      else if (tag === 0x8) globals = { ...globals, reportId: value };
      else if (tag === 0x9) globals = { ...globals, reportCount: value };
      else if (tag === 0xa) {
        if (pushed.push(globals) > MAX_PUSHED) return err('unbalanced');
      } else if (tag === 0xb) {
        const popped = pushed.pop();
        if (popped === undefined) return err('unbalanced');
        globals = popped;
      }
    } else if (kind === LOCAL) {
      const usage = end - from === 4 ? value : globals.usagePage * 0x10000 + (value & 0xffff);
      if (tag === 0x0) usages.push({ first: usage, last: usage });
      else if (tag === 0x1) minimum = usage;
      else if (tag === 0x2 && minimum !== null) {
        if (usage >= minimum) usages.push({ first: minimum, last: usage });
        minimum = null;
      }
    } else if (kind === MAIN) {
      if (tag === 0x8) {
        const { reportId, reportSize, reportCount } = globals;
        const start = ends.get(reportId) ?? (reportId === 0 ? 0 : 8);
        const bits = reportSize * reportCount;
        if (start + bits > MAX_REPORT_BITS) return err('too-large');
        ends.set(reportId, start + bits);
        if ((value & CONSTANT) === 0 && bits > 0) {
          fields.push(...runs(globals, usages, (value & VARIABLE) !== 0, start));
          if (fields.length > MAX_FIELDS) return err('too-large');
        }
      } else if (tag === 0xa) depth++;
      else if (tag === 0xc && --depth < 0) return err('unbalanced');
      usages = [];
      minimum = null;
    }
  }
  return depth === 0 ? ok(fields) : err('unbalanced');
}

/**
 * The elements of one Input item, those of the same usage together. Of a variable item each element has its own usage,
 * and the last one stands for all that are left (section 6.2.2.8); of an array any element may be any of them, so that
 * the first names it.
 */
function runs(globals: Globals, usages: readonly UsageRange[], variable: boolean, start: number): InputField[] {
  const { reportId, reportSize, reportCount } = globals;
  const fields: InputField[] = [];
  let element = 0;
  const add = (usage: number, count: number) => {
    if (count > 0) {
      fields.push({ reportId, usage, bitOffset: start + element * reportSize, bitSize: reportSize, count });
    }
    element += count;
  };
  if (variable) {
    for (const { first, last } of usages) {
      for (let usage = first; usage <= last && element < Math.min(reportCount, MAX_FIELDS + 1); usage++) add(usage, 1);
    }
  }
  const rest = reportCount - element;
  const usage = variable ? (usages.at(-1)?.last ?? 0) : (usages[0]?.first ?? 0);
  const last = fields.at(-1);
  if (last !== undefined && last.usage === usage) fields[fields.length - 1] = { ...last, count: last.count + rest };
  else add(usage, rest);
  return fields;
}

function unsigned(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
