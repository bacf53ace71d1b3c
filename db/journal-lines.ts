import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 64 * 1024;
/** No row is so long: what stands there is none. */
const LONGEST_LINE = 1024 * 1024;
const NEWLINE = 0x0a;
const NUL = 0x00;

/**
 * The whole lines of a journal file, without their ends. The room in zeros behind them is none, nor is a line that a crash
 * left half written.
 * @throws system errors
 */
export function* journalLines(path: string): Generator<string> {
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    for (let at = 0, read = 1; read > 0; at += read) {
      read = readSync(fd, chunk, 0, CHUNK, at);
      let from = 0;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
        const line = bytes.subarray(from, end);
        if (!line.includes(NUL)) yield line.toString('utf8');
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (rest[0] === NUL) return;
      if (rest.length > LONGEST_LINE) {
        yield rest.toString('latin1', 0, 100);
        return;
      }
    }
  } finally {
    closeSync(fd);
  }
}
