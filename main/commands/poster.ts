import { readFonts } from '../../print-templates/fonts.ts';
import { posterPdf } from '../../print-templates/poster.ts';
import { sitePayload } from '../../print-templates/site-payload.ts';
import { defaultDataDirectory, readStationConfig } from '../data-directory.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';
import { writePdf } from './write-pdf.ts';

const OPTIONS = {
  data: { type: 'string' },
  out: { type: 'string' },
  payload: { type: 'string' },
  app: { type: 'string', multiple: true },
} as const;

/** `chot poster`: the venue poster of the station's site, A4 landscape. */
export const posterCommand: Command = {
  usage:
    'chot poster [--data DIR] --out FILE [--payload TEXT] [--app NAME]…  (TEXT: what the QR holds; NAME: an app to scan with)',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { data = defaultDataDirectory(io.environment), out, payload, app = [] } = options.value.values;
    if (out === undefined) return misuse(io, this, '--out is needed');
    const config = readStationConfig(data);
    if (!config.ok) {
      io.say(config.error.detail);
      return EXIT.failed;
    }
    const { id, name, address, officer } = config.value.site;
    const site = { id, name, address, phone: officer.phone };
    const poster = { payload: payload ?? sitePayload(site), site, apps: app };
    return writePdf(io, out, await posterPdf(poster, new Date(), readFonts()));
  },
};
