import { runCheckoutScript } from '../checkout-script.ts';
import { type Command, EXIT } from './command.ts';

/** `chot demo`: the made-up world in the terminal. */
export const demoCommand: Command = {
  usage: 'chot demo  (sample scans, then scans on stdin)',
  async run(args, io) {
    const status = await runCheckoutScript('fixtures/demo/headless.ts', args);
    if (status === null)
      io.say('the demo world comes with the source: run "npm start" or "npm run -s chot -- demo" there');
    return status === 0 ? EXIT.done : EXIT.failed;
  },
};
