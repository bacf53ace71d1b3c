import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SAMPLE_AT, sampleEntry } from '../../db/entry.sample.ts';
import { openRecord } from '../../db/record.ts';
import { startCentral } from '../../fixtures/central/central.ts';
import { NO_TOKENS } from '../../fixtures/central/no-tokens.ts';
import { createUploader } from './uploader.ts';

test('rows of a day that was erased before they were uploaded go without their person, and hold nothing up', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'chot-erased-'));
  const central = await startCentral({ port: 0, data: null, open: true });
  const opened = openRecord({ directory });
  if (!opened.ok) throw new Error(opened.error.detail);
  const record = opened.value;
  const uploader = createUploader({
    outbox: record.outbox,
    station: 'gate',
    url: central.url,
    caFile: null,
    tokens: NO_TOKENS,
    now: () => SAMPLE_AT,
    random: () => 0.5,
    later: () => () => {},
    onState: () => {},
  });
  onTestFinished(async () => {
    await uploader.stop();
    record.close();
    await central.close();
    rmSync(directory, { recursive: true });
  });
  for (let n = 0; n < 3; n += 1) record.append(sampleEntry({ at: SAMPLE_AT + n }));
  const later = sampleEntry({ at: SAMPLE_AT + 43 * 86_400_000, day: '2021-11-30' });
  record.append(later);

  // It reached the central, and the answer never came back.
  const [first] = record.outbox.waiting(0, 1);
  const sent = await fetch(`${central.url}/v1/checkins/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ station: 'gate', rows: [first?.checkin] }),
  });
  expect(await sent.json()).toMatchObject({ rows: [{ result: 'stored' }] });

  const terms = { today: '2021-11-30', vouched: true, retentionDays: 21, hasCentral: true };
  expect(record.eraseExpired(terms)).toEqual({ ok: true, value: { erased: ['2021-10-18'] } });
  expect(await uploader.drainOnce()).toMatchObject({ stored: 3, parked: 1, stopped: null });
  expect(record.outbox.counts()).toEqual({ waiting: 0, parked: 1 });
  expect(record.outbox.parked(1)).toMatchObject([{ seq: 1, reason: expect.stringContaining('conflict') }]);

  const held = (await (await fetch(`${central.url}/v1/checkins?station=gate`)).json()) as {
    rows: { row: { seq: number; person: unknown } }[];
  };
  const persons = new Map(held.rows.map(({ row }) => [row.seq, row.person]));
  expect(persons.get(1)).toEqual(first?.checkin.person);
  expect([persons.get(2), persons.get(3)]).toEqual([null, null]);
  expect(persons.get(4)).toEqual(later.person);
});
