import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_MODULE_MM, QUIET_ZONE, qrMode, qrSymbol } from './qr-symbol.ts';

const poster = { boxMm: 179.5, levels: ['H', 'Q', 'M', 'L'], leastVersion: 6 } as const;
const card = { boxMm: 53, levels: ['Q', 'M', 'L'], leastVersion: 1 } as const;

describe('a QR symbol', () => {
  it('is alphanumeric for a health certificate and bytes for all else', () => {
    expect(qrMode('HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5')).toBe('alphanumeric');
    expect(qrMode('HC1:lower')).toBe('byte');
    expect(qrMode('001093029317|NGUYEN VAN A|1987-01-18|0|162979388586171100|<1<00<0123232422')).toBe('byte');
  });

  it('answers every text: a symbol that fills its square with modules large enough, or a problem', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3200 }),
      fc.integer({ min: 0, max: 4400 }).map((length) => `HC1:${'0'.repeat(length)}`),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(poster, card), (text, place) => {
        const symbol = qrSymbol('payload', text, place);
        if (!symbol.ok) return ['field-empty', 'qr-too-long', 'qr-too-dense'].includes(symbol.error.code);
        const { side, moduleMm, version } = symbol.value;
        expect(moduleMm).toBeGreaterThanOrEqual(LEAST_MODULE_MM);
        expect((side + 2 * QUIET_ZONE) * moduleMm).toBeCloseTo(place.boxMm, 6);
        expect(side).toBe(17 + 4 * version);
        return version >= place.leastVersion;
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['byte', 2953, 'x'],
    ['alphanumeric', 4296, '0'],
  ])('holds the most that version 40 holds in mode %s, and not one more', (_mode, most, character) => {
    const place = { boxMm: 200, levels: ['L'], leastVersion: 1 } as const;
    const text = (length: number) => (character === '0' ? `HC1:${'0'.repeat(length - 4)}` : character.repeat(length));
    expect(qrSymbol('p', text(most), place)).toMatchObject({ ok: true, value: { version: 40 } });
    expect(qrSymbol('p', text(most + 1), place)).toMatchObject({ ok: false, error: { code: 'qr-too-long' } });
  });

  it('takes the strongest error correction whose modules can still be scanned', () => {
    expect(qrSymbol('p', 'CHOT-SITE:cho-dong-xuan', poster)).toMatchObject({ value: { level: 'H', version: 6 } });
    expect(qrSymbol('p', 'x'.repeat(200), card)).toMatchObject({ value: { level: 'Q' } });
    expect(qrSymbol('p', 'x'.repeat(550), card)).toMatchObject({ value: { level: 'M' } });
  });
});
