import { type CardData, cardPdf, cardSheetPdf } from '../../print-templates/card.ts';
import { readFonts } from '../../print-templates/fonts.ts';
import type { Pass } from '../contract/pass.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { createKeyring } from '../pass/keyring.ts';
import { maskPerson } from '../pass/person-mask.ts';
import { readPass } from '../pass/read.ts';
import { localDay } from '../verdict/local-day.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';
import { readLines } from './read-lines.ts';
import { writePdf } from './write-pdf.ts';

const OPTIONS = {
  out: { type: 'string' },
  issuer: { type: 'string' },
  sheet: { type: 'boolean', default: false },
} as const;

/** Cards are handed out in Vietnam; their days are its days. */
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** `chot card`: personal cards from signed passes on stdin, one a line; the code is printed exactly as read. */
export const cardCommand: Command = {
  usage:
    'chot card --out FILE --issuer NAME [--sheet]  (sealed passes on stdin, one per line; --sheet: ten to an A4 page)',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { out, issuer, sheet } = options.value.values;
    if (out === undefined || issuer === undefined) return misuse(io, this, '--out and --issuer are needed');
    const cards: CardData[] = [];
    for await (const text of readLines(io.stdin)) {
      const card = text.ok ? cardOf(text.value, issuer) : text;
      if (!card.ok) {
        io.say(`line ${cards.length + 1}: ${card.error}`);
        return EXIT.failed;
      }
      cards.push(card.value);
    }
    const [first, ...others] = cards;
    if (first === undefined) return misuse(io, this, 'no pass came on stdin');
    if (others.length > 0 && !sheet) return misuse(io, this, 'one card fits one file; use --sheet for several');
    const fonts = readFonts();
    return writePdf(
      io,
      out,
      sheet ? await cardSheetPdf(cards, new Date(), fonts) : await cardPdf(first, new Date(), fonts),
    );
  },
};

function cardOf(text: string, issuer: string): Result<CardData, string> {
  const reading = readPass(text, createKeyring([]));
  if (!reading.ok) return err(`no pass: ${reading.reason} (${reading.problem})`);
  const { pass } = reading;
  if (pass.issuedAt === null || pass.expiresAt === null)
    return err('an unsigned pass makes no card: nobody vouches for it');
  return ok({
    payload: text,
    name: pass.person.name,
    maskedId: maskedId(pass),
    validFrom: localDay(pass.issuedAt, TIME_ZONE),
    validTo: localDay(pass.expiresAt, TIME_ZONE),
    issuer,
  });
}

/** The number on the person's own papers, by which a card is compared; another one where the pass has none. */
function maskedId(pass: Pass): string {
  const { ids } = maskPerson(pass.person);
  const paper = ids.find(({ type }) => type === 'cccd' || type === 'cmnd' || type === 'document');
  return (paper ?? ids[0])?.value ?? '******';
}
