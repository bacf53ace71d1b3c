import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDemoWorld } from '../../fixtures/demo/make-world.ts';
import type { DemoSample } from '../../fixtures/demo/samples.ts';
import { installedTrust } from '../../fixtures/publisher/install-trust.ts';
import { answerText, type Circumstances } from './answer.ts';

let directory: string;
let samples: readonly DemoSample[];
let circumstances: Circumstances;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chot-answer-'));
  const now = Date.now();
  ({ samples } = await makeDemoWorld(directory, { now }));
  const trust = await installedTrust(directory);
  // The pack that ships refuses unsigned codes; the demo's own has them compared with papers.
  const pack = trust.pack('vn-hcm');
  if (pack === null) throw new Error('the demo world has its trust');
  const trustAge = { state: 'fresh', ageHours: 0, issuedAt: trust.issuedAt } as const;
  circumstances = {
    trust,
    pack,
    now,
    clock: 'ok',
    trustAge,
    seen: () => null,
    unit: null,
    othersAdmittedSince: () => 0,
  };
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const eventsOf = (text: string): unknown => {
  const answer = answerText(text, circumstances);
  return answer.kind === 'verdict' ? answer.events : null;
};

test('where unsigned codes are refused, what is known of a person is told to nobody who only claims to be that person', () => {
  const known = samples.filter(({ text }) => text.split('<').length === 5 && (eventsOf(text) as unknown[]).length > 0);
  expect(known.length).toBeGreaterThan(0);
  for (const { text } of known) {
    const flipped = text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
    expect(eventsOf(flipped), 'a false seal').toEqual([]);
    expect(eventsOf(text.slice(0, text.lastIndexOf('<'))), 'no seal').toEqual([]);
  }
});

test('what is registered under another name is not shown to whoever borrowed the number', () => {
  const pack = circumstances.trust.pack('hcm');
  if (pack === null) throw new Error('the demo world has its pack');
  const mismatches = samples.flatMap(({ text }) => {
    const answer = answerText(text, { ...circumstances, pack });
    return answer.kind === 'verdict' && answer.verdict.reasons.includes('identity-mismatch') ? [answer] : [];
  });
  expect(mismatches.length).toBeGreaterThan(0);
  for (const { events, matched } of mismatches) expect({ events, matched }).toEqual({ events: [], matched: [] });
});

test('a made-up number before the true one does not make an unsigned code another', () => {
  const pack = circumstances.trust.pack('hcm');
  const card = samples.find(({ id }) => id === 'chip-card')?.text;
  if (pack === null || card === undefined) throw new Error('the demo world has its pack and a chip card');
  const identities = [card, card.replace(/^(\d{6})(\d{6})\|[^|]*/, '$1999999|$1$2')].map((text) => {
    const answer = answerText(text, { ...circumstances, pack });
    return answer.kind === 'verdict' ? [answer.verdict.colour, answer.pass.identity] : null;
  });
  expect(identities[0]).toEqual(['green', expect.stringMatching(/^cccd:/)]);
  expect(identities[1]).toEqual(identities[0]);
});
