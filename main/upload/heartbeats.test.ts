import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCentral } from '../../fixtures/central/central.ts';
import { NO_TOKENS } from '../../fixtures/central/no-tokens.ts';
import { makeSigner } from '../../fixtures/issuer/keys.ts';
import type { Heartbeat } from '../contract/heartbeat.ts';
import { createKeyring, parseSigners } from '../pass/keyring.ts';
import { verifySignedTime } from '../trust/signed-time.ts';
import { createHeartbeats, type HeardTime, type Heartbeats } from './heartbeats.ts';

const BEAT: Omit<Heartbeat, 'nonce'> = {
  station: 'gate-1',
  at: '2026-11-22T05:00:00.000Z',
  clock: { state: 'ok', offsetMs: -12 },
  upload: { waiting: 3, parked: 1, lastAt: null },
  trust: { state: 'ageing', issuedAt: '2026-11-21T05:00:00.000Z' },
  versions: { chot: '0.1.0', node: '24.0.0', rules: 'vn-hcm@1' },
  lanes: [
    {
      name: 'Cổng 1',
      direction: 'in',
      scanners: [{ kind: 'serial', name: '/dev/ttyACM0', state: 'missing', cause: 'port-permission' }],
      turnstile: null,
    },
  ],
  outage: null,
};

type Beating = { readonly heartbeats: Heartbeats; readonly heard: HeardTime[]; readonly waits: number[] };

/** A station's heartbeats; the next one is due at once, whatever it should wait. */
function beating(url: string, { known = true, random = 0.5, timeoutMs = 2000 } = {}): Beating {
  const heard: HeardTime[] = [];
  const waits: number[] = [];
  const heartbeats = createHeartbeats({
    url,
    caFile: null,
    timeoutMs,
    tokens: NO_TOKENS,
    now: Date.now,
    uptime: () => performance.now(),
    random: () => random,
    nonce: () => crypto.getRandomValues(new Uint8Array(32)),
    compose: (nonce) => (known ? { ...BEAT, nonce } : null),
    heard: (time) => void heard.push(time),
    onState: () => {},
    later(ms, task) {
      waits.push(ms);
      const timer = setTimeout(task, 5);
      return () => clearTimeout(timer);
    },
  });
  onTestFinished(() => heartbeats.stop());
  return { heartbeats, heard, waits };
}

test('the central keeps the last one, shows it on its page, and tells the time, which verifies', async () => {
  const signer = makeSigner({ alg: 'ES256', formats: ['time'] });
  const central = await startCentral({ port: 0, data: null, time: signer, open: true });
  onTestFinished(() => central.close());
  const { heartbeats, heard } = beating(central.url);
  expect(await heartbeats.beatOnce()).toEqual({ online: true, problem: null });
  await heartbeats.beatOnce();
  const keys = parseSigners([signer.entry]);
  if (!keys.ok) throw new Error('no key');
  const keyring = createKeyring(keys.value.keys);
  const [first, second] = heard;
  if (first === undefined || second === undefined) throw new Error('no time');
  expect(verifySignedTime(first.bytes, keyring, first.nonce)).toMatchObject({ ok: true });
  expect(verifySignedTime(first.bytes, keyring, second.nonce)).toEqual({ ok: false, error: 'time-nonce' });
  const page = await (await fetch(central.url)).text();
  for (const shown of ['gate-1', 'in service', 'serial /dev/ttyACM0: missing', 'ageing', '-12 ms', '0.1.0']) {
    expect(page).toContain(shown);
  }
});

test('a heartbeat that breaks the contract is refused by name', async () => {
  const central = await startCentral({ port: 0, data: null, time: makeSigner({ alg: 'ES256' }), open: true });
  onTestFinished(() => central.close());
  for (const [name, wrong] of Object.entries({
    station: 'Chợ',
    lanes: Array(9).fill(BEAT.lanes[0]),
    outage: 'a sentence',
    person: 'somebody',
  })) {
    const answer = await fetch(`${central.url}/v1/stations/heartbeats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...BEAT, nonce: 'n'.repeat(43), [name]: wrong }),
    });
    expect([name, answer.status]).toEqual([name, 422]);
  }
});

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const json = (status: number, body: unknown): RequestListener => {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('an answer commands nothing, and a failure is a state', () => {
  test.each<[string, RequestListener]>([
    ['more than the time', json(200, { time: 'AAAA', open: true })],
    ['a time that is none', json(200, { time: '<b>' })],
    ['a refusal', json(403, { error: 'no', detail: 'no' })],
    ['a redirect', (_, response) => void response.writeHead(307, { location: '/' }).end()],
    ['a page', (_, response) => void response.end('<h1>Free Wi-Fi</h1>')],
    ['a cut connection', (request) => void request.socket.destroy()],
    ['silence', () => {}],
    ['a flood', (_, response) => void response.end(Buffer.alloc(2 * 1024 * 1024))],
  ])('%s', async (_, listener) => {
    const { heartbeats, heard } = beating(await served(listener), { timeoutMs: 400 });
    expect(await heartbeats.beatOnce()).toEqual({ online: false, problem: expect.stringMatching(/./) });
    expect(heard).toEqual([]);
  });
});

test('they come every minute, never at the same moment for all, and wait when the central asks for it', async () => {
  let beats = 0;
  const told = Promise.withResolvers<void>();
  const url = await served((request, response) => {
    beats += 1;
    if (beats === 4) told.resolve();
    if (beats > 2) response.setHeader('retry-after', '600');
    json(beats > 2 ? 503 : 200, { time: 'AAAA' })(request, response);
  });
  const { heartbeats, waits } = beating(url, { random: 0.75 });
  heartbeats.start();
  await told.promise;
  expect(waits.slice(0, 4)).toEqual([7750, 66_000, 66_000, 600_000]);
});

test('nothing is sent before the station knows how it is', async () => {
  const { heartbeats } = beating('http://127.0.0.1:9', { known: false });
  expect(await heartbeats.beatOnce()).toEqual({ online: null, problem: null });
});
