import { describe, expect, test } from 'vitest';
import { isRunning } from './processes.ts';
import { runningShell } from './running-shell.ts';

/** A station that dies, hangs or gives up, in both kinds of process that it runs in. */
describe.each(['as-found', 'utility-process'] as const)('station %s', (host) => {
  const shell = runningShell(host);
  const current = () => shell().stations().at(-1) ?? 0;
  const face = () => shell().page.evaluate('document.documentElement.dataset.face');

  /** Waits for a station after the `count` there were, and for the page to greet it. */
  async function nextStation(count: number, greetings: number): Promise<void> {
    await shell().until(() => shell().stations().length > count && hellos() > greetings);
  }
  const hellos = () =>
    shell()
      .heard()
      .filter(({ type }) => type === 'hello').length;

  test('killed again and again, it is back each time, and the page talks to the new one', async () => {
    for (let kill = 0; kill < 5; kill++) {
      const [count, greetings] = [shell().stations().length, hellos()];
      process.kill(current(), 'SIGKILL');
      await nextStation(count, greetings);
      await shell().send({ type: 'direction', lane: `gate ${kill}`, direction: 'out' });
      await shell().until(() =>
        shell()
          .heard()
          .some((said) => said.type === 'direction' && said.lane === `gate ${kill}`),
      );
    }
    expect(new Set(shell().stations()).size).toBe(shell().stations().length);
    expect(await shell().faces()).toContain('out-of-service');
  });

  test('stopped in its tracks, it is found hung, killed and replaced', async () => {
    const [hung, count, greetings] = [current(), shell().stations().length, hellos()];
    process.kill(hung, 'SIGSTOP');
    await nextStation(count, greetings);
    expect(isRunning(hung)).toBe(false);
  });

  test('what it says of an outage is shown until a later one is ready', async () => {
    const [count, greetings] = [shell().stations().length, hellos()];
    await shell().send({ type: 'present', sample: 'outage', lane: 'gate' });
    await shell().until(async () => (await face()) === 'out-of-service');
    expect(await shell().page.evaluate('document.body.innerText')).toContain('disk-full');
    await nextStation(count, greetings);
  });

  test('closing the app ends the station in order', async () => {
    const last = current();
    await shell().close();
    await shell().until(() => !isRunning(last));
  });
});
