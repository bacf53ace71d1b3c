import { readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '../contract/station-config.ts';
import { defaultDataDirectory, readStationConfig } from '../data-directory.ts';
import { examine } from '../doctor/doctor.ts';
import { findingJson, findingLines, numberOf } from '../doctor/lines.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  network: { type: 'boolean' },
  'test-turnstiles': { type: 'boolean' },
} as const;

/**
 * `chot doctor` examines program, data and devices, and says what to do about what is not well. It changes nothing;
 * `--test-turnstiles` alone opens something, each turnstile once.
 */
export const doctorCommand: Command = {
  usage: 'chot doctor [--data DIR] [--json] [--lang vi|en] [--network] [--test-turnstiles]',
  async run(args, io) {
    const options = readOptions(args, OPTIONS);
    if (!options.ok) return misuse(io, this, options.error);
    const { values, positionals } = options.value;
    if (positionals.length > 0) return misuse(io, this, `unexpected "${positionals[0]}"`);
    if (values.lang !== undefined && !isLanguage(values.lang)) return misuse(io, this, '--lang is vi or en');
    const directory = values.data ?? defaultDataDirectory(io.environment);
    const language = values.lang ?? languageOf(directory);
    let failures = 0;
    const examination = examine({
      directory,
      version: programVersion(),
      network: values.network === true,
      pulses: values['test-turnstiles'] === true,
      announce: (what) => io.say(what[language]),
    });
    for await (const { step, findings } of examination) {
      for (const [at, finding] of findings.entries()) {
        const number = numberOf(step, at + 1, findings.length);
        if (finding.status === 'fail') failures++;
        const lines = values.json ? [findingJson(number, step, finding)] : findingLines(number, finding, language);
        for (const line of lines) io.out(line);
      }
    }
    return failures === 0 ? EXIT.done : EXIT.failed;
  },
};

function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}

/** That of the station's screen; English where there is no station yet. */
function languageOf(directory: string): Language {
  const config = readStationConfig(directory);
  return (config.ok ? config.value.languages[0] : undefined) ?? 'en';
}

function programVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
