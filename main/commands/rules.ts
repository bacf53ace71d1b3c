import { readJsonFile } from '../json-file.ts';
import { MAX_FILE_BYTES } from '../trust-sources.ts';
import { runRuleTests } from '../verdict/certlogic-tests.ts';
import { reviewPack } from '../verdict/pack-review.ts';
import { parseRulePack, rulePackProblems } from '../verdict/rule-pack.ts';
import { SHIPPED_PACKS } from '../verdict/shipped-packs.ts';
import { type Command, type CommandIo, EXIT, type ExitStatus, misuse, readOptions } from './command.ts';

/** `chot rules`: the packs that ship, and what the author of a pack asks before it is signed (docs/rules.md). */
export const rulesCommand: Command = {
  usage: 'chot rules list | check FILE | test FILE  ([{rule, tests:[{payload, external, expected}]}])',
  async run(args, io) {
    const options = readOptions(args, {});
    if (!options.ok) return misuse(io, this, options.error);
    const [verb, file, ...rest] = options.value.positionals;
    if (verb === 'list' && file === undefined) return list(io);
    const about = verb === 'check' ? check : verb === 'test' ? test : null;
    if (about === null || file === undefined || rest.length > 0)
      return misuse(io, this, 'the form is: rules list, rules check FILE or rules test FILE');
    const json = readJsonFile(file, MAX_FILE_BYTES);
    if (json.ok) return about(file, json.value, io);
    io.say(json.error);
    return EXIT.failed;
  },
};

/** One line of JSON for each pack of the program. */
function list(io: CommandIo): ExitStatus {
  for (const { id, version, locality, title, timeZone, unsigned, requires, limits } of SHIPPED_PACKS)
    io.out(JSON.stringify({ id, version, locality, title, timeZone, unsigned, requires, limits }));
  return EXIT.done;
}

/** Errors, each with its place, else what the pack most probably does not mean; warnings alone are no failure. */
function check(file: string, json: unknown, io: CommandIo): ExitStatus {
  const pack = parseRulePack(json);
  if (!pack.ok) {
    for (const { at, message } of rulePackProblems(json)) io.out(`error ${at || 'the file'}: ${message}`);
    return EXIT.failed;
  }
  const warnings = reviewPack(pack.value);
  for (const { at, message } of warnings) io.out(`warning ${at || 'the file'}: ${message}`);
  const { id, version, rules } = pack.value;
  io.out(`${file}: ${id} ${version}, ${rules.length} rules, ${warnings.length} warnings`);
  return EXIT.done;
}

function test(file: string, json: unknown, io: CommandIo): ExitStatus {
  const report = runRuleTests(json);
  if (!report.ok) {
    io.say(`${file}: ${report.error.at || 'the file'}: ${report.error.message}`);
    return EXIT.failed;
  }
  for (const { rule, test: name, expected, actual } of report.value.failures)
    io.out(`${rule} · ${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  io.out(`${report.value.passed} passed, ${report.value.failed} failed`);
  return report.value.failed === 0 ? EXIT.done : EXIT.failed;
}
