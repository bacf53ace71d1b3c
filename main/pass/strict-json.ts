import { isUtf8 } from 'node:buffer';

/** Objects and arrays within one another; a SMART Health Card has about 12. As for CBOR (DESIGN section 3). */
const MAX_JSON_DEPTH = 16;

/** What matters for depth and keys in a text that is known to be JSON; numbers, words and white space lie between. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The JSON text that these bytes are (RFC 8259), undefined for anything else. Strict where a second reading could differ:
 * a member twice in one object, of which JSON.parse would take the last; invalid UTF-8; a byte order mark. Not deeper than
 * 16. A member named `__proto__` is an ordinary one, as JSON.parse makes it.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return isUnambiguous(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of a text that JSON.parse takes. A string is a key where it follows the opening of an object, or a comma in one. */
function isUnambiguous(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const keys = open.at(-1);
    if (token === '{' || token === '[') {
      if (open.length === MAX_JSON_DEPTH) return false;
      open.push(token === '{' ? new Set() : null);
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      expectsKey = false;
    } else if (token === ',') {
      expectsKey = keys instanceof Set;
    } else if (expectsKey && keys instanceof Set) {
      const key = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
      if (keys.has(key)) return false;
      keys.add(key);
      expectsKey = false;
    }
  }
  return true;
}
