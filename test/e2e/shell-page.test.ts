import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IS_ROOT } from './launch.ts';
import { runningShell } from './running-shell.ts';

/** What the page of a real Electron can and cannot do. */
const shell = runningShell();
const asked: string[] = [];
let outside: Server | undefined;
let outsideUrl: string;

beforeAll(async () => {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*').end('outside');
  });
  outside = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  outsideUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  outside?.close();
});

test('the page is the built one, and the station was started on the given data', () => {
  expect(shell().page.url()).toBe('app://chot/index.html');
  expect(shell().stations()).toHaveLength(1);
});

test('the window fills the screen', async () => {
  const bounds = await shell().app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toMatchObject({ x: 0, y: 0 });
  // Without a window manager a kiosk is one pixel short.
  expect(bounds?.width).toBeGreaterThanOrEqual(1365);
  expect(bounds?.height).toBeGreaterThanOrEqual(767);
});

test('the page has no Node and of the shell the two functions only', async () => {
  const { page } = shell();
  expect(await page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
    Array(4).fill('undefined'),
  );
  expect(await page.evaluate('Object.keys(chot).sort()')).toEqual(['send', 'subscribe']);
});

test('the page runs in a sandbox', async () => {
  const status = readFileSync(`/proc/${await rendererPid()}/status`, 'utf8');
  if (IS_ROOT) return console.log('not checked: root runs this test, and for root there is no sandbox');
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
});

test('the policy comes with every answer and names no other origin', async () => {
  const answers = await shell().app.evaluate(({ net }) =>
    Promise.all(
      ['app://chot/index.html', 'app://chot/', 'app://chot/none'].map(async (url) => {
        const answer = await net.fetch(url);
        return { status: answer.status, policy: answer.headers.get('content-security-policy') };
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  for (const { policy } of answers) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  }
});

test('no path leads out of the built page', async () => {
  const paths = [
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/main/app.js',
    '/etc/passwd',
    'assets/../../main/app.js',
  ];
  const statuses = await shell().app.evaluate(
    ({ net }, urls) => Promise.all(urls.map(async (url) => (await net.fetch(url)).status)),
    [...paths.map((path) => `app://chot/${path}`), 'app://other/index.html'],
  );
  expect(statuses).toEqual(Array(paths.length + 1).fill(404));
});

test('the page reaches no network and no file', async () => {
  const { page } = shell();
  const attempts = [
    `fetch('${outsideUrl}/fetch')`,
    `fetch('file:///etc/hostname')`,
    `fetch('app://chot/index.html')`,
    `new Promise((ok, no) => { const i = new Image(); i.onload = ok; i.onerror = no; i.src = '${outsideUrl}/image'; })`,
    `new Promise((ok, no) => { const s = new WebSocket('${outsideUrl.replace('http', 'ws')}/socket'); s.onopen = ok; s.onerror = no; })`,
    `new Promise((ok, no) => navigator.sendBeacon('${outsideUrl}/beacon') ? setTimeout(no, 300) : no())`,
    `navigator.mediaDevices.getUserMedia({ video: true })`,
    `Notification.requestPermission().then((given) => given === 'granted' ? 1 : Promise.reject(given))`,
  ];
  for (const attempt of attempts) {
    expect(await page.evaluate(`(${attempt}).then(() => 'done', () => 'refused')`), attempt).toBe('refused');
  }
  expect(asked).toEqual([]);
});

test('the page turns no text into code or markup', async () => {
  const { page } = shell();
  const attempts = [
    `document.body.innerHTML = '<b>x</b>'`,
    `{ const s = document.createElement('script'); s.text = 'globalThis.ran = 1'; document.body.append(s); if (globalThis.ran) 0; else throw 0; }`,
    `document.write('x')`,
    `trustedTypes.createPolicy('mine', { createHTML: (s) => s })`,
  ];
  for (const attempt of attempts) {
    expect(
      await page.evaluate(`(() => { try { ${attempt}; return 'done'; } catch { return 'refused'; } })()`),
      attempt,
    ).toBe('refused');
  }
});

test('the page goes nowhere and opens nothing', async () => {
  const { page, app } = shell();
  await page.evaluate(`location.href = '${outsideUrl}/navigation'`);
  await page.evaluate(`window.open('${outsideUrl}/window')`);
  await page.evaluate(`{
    const link = document.createElement('a'); link.href = '${outsideUrl}/link'; link.target = '_blank'; link.click();
    const form = document.createElement('form'); form.action = '${outsideUrl}/form'; document.body.append(form); form.submit(); form.remove();
    const frame = document.createElement('iframe'); frame.src = '${outsideUrl}/frame'; document.body.append(frame); frame.remove();
    link.target = ''; link.href = 'file:///etc/passwd'; link.click();
  }`);
  // A round through the page's process, after which a navigation would have begun.
  await shell().send({ type: 'close-panel' });
  await shell().until(() =>
    shell()
      .heard()
      .some(({ type }) => type === 'close-panel'),
  );
  expect(page.url()).toBe('app://chot/index.html');
  expect(app.windows()).toHaveLength(1);
  expect(asked).toEqual([]);
});

test('what is no message of the contract does not leave the page', async () => {
  const before = shell().heard().length;
  const tries = [{ type: 'admit' }, { type: 'typed-code', lane: 'a', text: 'x'.repeat(65) }, null, 'open'];
  for (const message of tries) {
    expect(
      await shell().page.evaluate(
        `(() => { try { chot.send(${JSON.stringify(message)}); return 'sent'; } catch { return 'refused'; } })()`,
      ),
    ).toBe('refused');
  }
  expect(shell().heard()).toHaveLength(before);
});

test('what is no message of the contract does not reach the page', async () => {
  await shell().send({ type: 'present', sample: 'nonsense', lane: 'gate' });
  await shell().until(() =>
    shell()
      .printed()
      .some((line) => line.includes('no message schema knows')),
  );
  expect(await shell().page.evaluate('document.documentElement.dataset.face')).not.toBe('green');
  expect(shell().stations()).toHaveLength(1);
});

async function rendererPid(): Promise<number | undefined> {
  return shell().app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
}
