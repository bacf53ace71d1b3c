import { runCheckoutScript } from '../checkout-script.ts';
import { type Command, EXIT } from './command.ts';

/** `chot bench [NAME]`: each figure against its peer or limit in the same run. */
export const benchCommand: Command = {
  usage: 'chot bench [verify|commit|memory|status|facts|devices|upload|search|glass]… [--full]',
  async run(args, io) {
    const status = await runCheckoutScript('bench/main.ts', args);
    if (status === null) io.say('the benchmarks come with the source: run "npm run -s chot -- bench" there');
    if (status === EXIT.usage) return EXIT.usage;
    return status === 0 ? EXIT.done : EXIT.failed;
  },
};
