import { lcusTurnstile } from './lcus.ts';

/** Opens the turnstile of the given path and ends by a fault while its relay is on. */
const turnstile = lcusTurnstile(
  { kind: 'lcus', path: process.argv[2] ?? '', channel: 1 },
  { pulseMs: 1000, windowMs: 5000 },
);
turnstile.start({
  state({ state }) {
    if (state === 'ready') {
      void turnstile.pulse().then(() =>
        setTimeout(() => {
          throw new Error('a fault of the program');
        }, 100),
      );
    }
  },
});
