import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('JSON that can be read in one way', () => {
  it.each([
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', 'the same name in different objects'],
    ['["a","a",{"a":"a"},"a"]', 'the same text as values'],
    ['{"a":"\\"b\\":1,\\"b\\":2"}', 'what looks like members within a text'],
    ['{"a\\\\":1,"a":2}', 'names that differ in a backslash'],
    ['{"{":"}","[":"]"}', 'brackets within texts'],
    [' { "a" : [ ] , "b" : { } } ', 'white space'],
    ['{"":1}', 'an empty name'],
    ['"\\ud800"', 'half a pair, escaped'],
  ])('%s: %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a":1,"a":1}', 'a name twice'],
    ['{"a":1,"b":{"c":[1,{"d":1,"e":2,"d":3}]}}', 'a name twice, deep inside'],
    ['{"a":[1,2],"b":{},"a":1}', 'a name twice, with others between'],
    ['{"a":1,"\\u0061":1}', 'a name twice, once escaped'],
    ['{"é":1,"\\u00e9":1}', 'a name twice, once escaped, beyond ASCII'],
    ['{"__proto__":1,"__proto__":2}', '__proto__ twice'],
    ['', 'nothing'],
    ['{"a":1}{"b":1}', 'two values'],
    ['{"a":1,}', 'a comma too many'],
    ["{'a':1}", 'other quotes'],
    ['{"a":NaN}', 'not a number'],
    ['\ufeff{"a":1}', 'a byte order mark'],
    ['{"a":"\n"}', 'a bare line break'],
  ])('refuses %s: %s', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const hex of ['22c32822', '22eda08022', '22c08022', 'fffe7b00']) {
      expect(parseStrictJson(Buffer.from(hex, 'hex'))).toBeUndefined();
    }
  });

  it('goes 16 deep and no deeper', () => {
    const deep = (open: string, close: string, depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;
    expect(parse(deep('[', ']', 16))).toBeDefined();
    expect(parse(deep('[', ']', 17))).toBeUndefined();
    expect(parse(deep('{"a":', '}', 16))).toBeDefined();
    expect(parse(deep('{"a":', '}', 17))).toBeUndefined();
    expect(parse(`[${'[],{},'.repeat(100)}0]`)).toBeDefined();
  });

  it('makes __proto__ a member like others', () => {
    const value = parse('{"__proto__":{"polluted":1}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('polluted' in value).toBe(false);
  });

  it('gives back any value that is not too deep', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        const once = JSON.stringify(value);
        expect(parse(once)).toEqual(depthOf(value) > 16 ? undefined : value);
      }),
    );
  });

  it('throws at no bytes', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.nat(255)).map(([text, at, by]) => {
      const bytes = Buffer.from(text);
      bytes[at % bytes.length] = by;
      return new Uint8Array(bytes);
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), broken), (bytes) => void parseStrictJson(bytes)),
      { numRuns: 1000 },
    );
  });
});
