import { readJsonFile } from '../json-file.ts';
import { MAX_FILE_BYTES } from '../trust-sources.ts';
import { runRuleTests } from '../verdict/certlogic-tests.ts';
import { type Command, EXIT, misuse, readOptions } from './command.ts';

/** `chot rules test FILE`: rules with their tests, as the EU publishes them. */
export const rulesCommand: Command = {
  usage: 'chot rules test FILE  ([{rule, tests:[{payload, external, expected}]}])',
  async run(args, io) {
    const options = readOptions(args, {});
    if (!options.ok) return misuse(io, this, options.error);
    const [verb, file, ...rest] = options.value.positionals;
    if (verb !== 'test' || file === undefined || rest.length > 0)
      return misuse(io, this, 'the form is: rules test FILE');
    const json = readJsonFile(file, MAX_FILE_BYTES);
    if (!json.ok) {
      io.say(json.error);
      return EXIT.failed;
    }
    const report = runRuleTests(json.value);
    if (!report.ok) {
      io.say(`${file}: ${report.error.at || 'the file'}: ${report.error.message}`);
      return EXIT.failed;
    }
    for (const { rule, test, expected, actual } of report.value.failures) {
      io.out(`${rule} · ${test}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
    }
    io.out(`${report.value.passed} passed, ${report.value.failed} failed`);
    return report.value.failed === 0 ? EXIT.done : EXIT.failed;
  },
};
