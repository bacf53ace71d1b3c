import { TEST_CODES } from '../../drivers/scanner/learn/test-codes.ts';
import { readFonts } from '../../print-templates/fonts.ts';
import { scannerSheetPdf } from '../../print-templates/scanner-sheet.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';
import { learnFrom } from './scanner-learn.ts';
import { writePdf } from './write-pdf.ts';

const OPTIONS = {
  data: { type: 'string' },
  lane: { type: 'string' },
  scanner: { type: 'string' },
  port: { type: 'string' },
  usb: { type: 'string' },
  store: { type: 'boolean', default: false },
  out: { type: 'string' },
} as const;

/**
 * `chot scanner sheet` prints three test codes; `chot scanner learn` finds out from a scanner that reads them how it is set,
 * and says what station.json should have, or stores it.
 */
export const scannerCommand: Command = {
  usage:
    'chot scanner sheet --out FILE | ' +
    'chot scanner learn [--data DIR] [--lane NAME] [--scanner NUMBER] [--store] | ' +
    'chot scanner learn --port PATH | chot scanner learn --usb VENDOR:PRODUCT',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { values, positionals } = options.value;
    const { out, ...wanted } = values;
    if (positionals.length === 1 && positionals[0] === 'sheet') {
      if (out === undefined) return misuse(io, this, '--out is needed');
      const codes = TEST_CODES.map(({ text }) => text);
      return writePdf(io, out, await scannerSheetPdf({ codes }, new Date(), readFonts()));
    }
    if (positionals.length !== 1 || positionals[0] !== 'learn' || out !== undefined) {
      return misuse(io, this, 'the form is: scanner learn, or scanner sheet --out FILE');
    }
    const learned = await learnFrom(io, wanted);
    if (learned.ok) return EXIT.done;
    if (learned.error.code === 'misuse') return misuse(io, this, learned.error.detail);
    io.say(learned.error.detail);
    return EXIT.failed;
  },
};
