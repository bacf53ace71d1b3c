import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KNOWN_SCANNERS } from '../../drivers/scanner/known-scanners.ts';
import { SCANNER_VENDORS } from '../../drivers/scanner/scanner-vendors.ts';
import { SERIAL_ADAPTERS } from '../../drivers/serial-adapters.ts';
import { HID_VARIANTS } from '../../drivers/turnstile/hid-variants.ts';
import { USBRELAY } from '../../drivers/turnstile/usbrelay-protocol.ts';
import { hex4 } from '../../drivers/usb-ids.ts';
import { coversHid, ownRule, SHIPPED_RULES } from './udev-rules.ts';

type Rule = { readonly matches: ReadonlyMap<string, string>; readonly assigns: ReadonlyMap<string, string> };

/** Lines of a rules file as udev(7) has them: KEY OPERATOR "value", by commas. */
function parse(text: string): Rule[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const matches = new Map<string, string>();
    const assigns = new Map<string, string>();
    const pair = /^\s*([A-Z]+(?:\{\w+\})?)(==|!=|\+=|:=|=)"([^"]*)"\s*(,|$)/;
    for (let rest = line; rest !== ''; ) {
      const found = pair.exec(rest);
      if (found === null) throw new Error(`no rule: ${line}`);
      const [whole, key = '', operator = '', value = ''] = found;
      (operator === '==' || operator === '!=' ? matches : assigns).set(`${key}${operator}`, value);
      rest = rest.slice(whole.length);
    }
    return [{ matches, assigns }];
  });
}

const text = readFileSync(SHIPPED_RULES, 'utf8');
const rules = parse(text);

function rulesFor(subsystem: string, vendorId: number, productId: number | null): Rule[] {
  return rules.filter(({ matches }) => {
    const product = matches.get('ATTRS{idProduct}==');
    return (
      (matches.get('SUBSYSTEM==') ?? matches.get('SUBSYSTEMS==')) === subsystem &&
      matches.get('ATTRS{idVendor}==') === hex4(vendorId) &&
      (product === undefined || (productId !== null && product === hex4(productId)))
    );
  });
}

const relays = [USBRELAY, ...Object.values(HID_VARIANTS)];

describe('the udev rules that ship', () => {
  test('every vendor of the table of known scanners is one of the vendors', () => {
    for (const { vendorId } of KNOWN_SCANNERS) expect(SCANNER_VENDORS.has(vendorId), hex4(vendorId)).toBe(true);
  });

  test('every scanner and relay board that the drivers know may be opened, by whoever sits there and by a group', () => {
    const devices = [
      ...KNOWN_SCANNERS,
      ...[...SCANNER_VENDORS.keys()].map((vendorId) => ({ vendorId, productId: null })),
      ...relays,
    ];
    for (const { vendorId, productId } of devices) {
      const [rule] = rulesFor('hidraw', vendorId, productId);
      expect(rule?.assigns, hex4(vendorId)).toEqual(
        new Map([
          ['GROUP=', 'dialout'],
          ['MODE=', '0660'],
          ['TAG+=', 'uaccess'],
        ]),
      );
    }
  });

  test('vendors that make other things too are matched by product: nobody is given a printer or a keyboard', () => {
    for (const { vendorId } of relays) expect(rulesFor('hidraw', vendorId, null)).toEqual([]);
    for (const { matches, assigns } of rules) {
      if (assigns.has('GROUP=') || assigns.has('TAG+=')) expect(matches.has('ATTRS{idVendor}==')).toBe(true);
    }
  });

  test('ModemManager is told to leave every scanner and adapter alone, and the port may be opened', () => {
    for (const vendorId of [...SCANNER_VENDORS.keys(), ...SERIAL_ADAPTERS.keys()]) {
      const [ignored] = rulesFor('usb', vendorId, null);
      expect(ignored?.assigns.get('ENV{ID_MM_DEVICE_IGNORE}='), hex4(vendorId)).toBe('1');
      expect(rulesFor('tty', vendorId, null)[0]?.assigns.get('TAG+='), hex4(vendorId)).toBe('uaccess');
    }
  });

  test('it comes before the rule that carries uaccess out (73-seat-late.rules)', () => {
    expect(Number.parseInt(SHIPPED_RULES.split('/').at(-1) ?? '', 10)).toBeLessThan(73);
  });

  test('what the rules do not know is told as such, with a line that they understand', () => {
    const unknown = { vendorId: 0x4321, productId: 0x0001 };
    expect(coversHid(text, unknown)).toBe(false);
    expect(coversHid(text, { vendorId: 0x0519, productId: 0x0001 })).toBe(false);
    for (const relay of relays) expect(coversHid(text, relay)).toBe(true);
    const line = /'(.*)'/.exec(ownRule(unknown))?.[1] ?? '';
    expect(parse(line)[0]?.matches.get('ATTRS{idVendor}==')).toBe('4321');
    expect(coversHid(line, unknown)).toBe(true);
  });
});
