import { readBounded } from '../bounded-file.ts';
import { MAX_STATUS_LIST_BYTES, statusAt } from '../trust/status-list.ts';
import { parseStatusList, type StatusTokenProblem } from '../trust/status-list-token.ts';
import { type Command, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';

const MAX_FILE_BYTES = 2 * MAX_STATUS_LIST_BYTES;

/** `chot status FILE INDEX…`: what a Token Status List says at each index. It does not check who signed it. */
export const statusCommand: Command = {
  usage: 'chot status FILE INDEX…  (a Token Status List: CWT, JWT, or the bare JSON or CBOR map {bits, lst})',
  async run(args, io) {
    const options = readOptions(args, {});
    if (!options.ok) return misuse(io, this, options.error);
    const [file, ...indexes] = options.value.positionals;
    const wrong = indexes.find((index) => !/^\d{1,15}$/.test(index));
    if (file === undefined || indexes.length === 0) return misuse(io, this, 'a file and at least one index are needed');
    if (wrong !== undefined) return misuse(io, this, `"${wrong}" is no index`);
    let bytes: Uint8Array | null;
    try {
      bytes = readBounded(file, MAX_FILE_BYTES);
    } catch (error) {
      io.say(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
      return EXIT.failed;
    }
    if (bytes === null) {
      io.say(`${file} is larger than ${MAX_FILE_BYTES} bytes`);
      return EXIT.failed;
    }
    const token = parseStatusList(bytes);
    if (!token.ok) {
      io.say(`${file} is no Token Status List: ${WHY[token.error]} (${token.error})`);
      return EXIT.failed;
    }
    const { expiresAt, refreshAt } = token.value;
    if (hasCome(expiresAt)) io.say(`${file} must not be relied on since ${new Date(expiresAt).toISOString()} (exp)`);
    else if (hasCome(refreshAt)) io.say(`${file}: a newer one is due since ${new Date(refreshAt).toISOString()} (ttl)`);
    let status: ExitStatus = EXIT.done;
    for (const index of indexes.map(Number)) {
      const value = statusAt(token.value.list, index);
      if (!value.ok) {
        io.say(`index ${index} is beyond the list of ${token.value.list.size} entries`);
        status = EXIT.failed;
      }
      io.out(JSON.stringify({ index, status: value.ok ? value.value : null }));
    }
    return status;
  },
};

const WHY: Record<StatusTokenProblem, string> = {
  'status-form': 'it is neither a CWT nor a JWT nor a map {bits, lst} in JSON or CBOR; was another file meant?',
  'status-claims': 'its claims are not those of a status list',
  'status-bits': 'bits is not 1, 2, 4 or 8',
  'status-lst': 'lst is missing, or not compressed by zlib and nothing more',
  'status-too-large': `unpacked it has more than the ${MAX_STATUS_LIST_BYTES} bytes that stations read`,
};

function hasCome(instant: number | null): instant is number {
  return instant !== null && instant <= Date.now();
}
