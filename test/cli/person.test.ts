import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecord } from '../../db/record.ts';
import { demoStation } from './demo-station.ts';
import { chot, type Finished, scratchDirectory } from './run-chot.ts';

type Row = { seq: number; name: string; ids: { type: string; value: string }[]; how?: string };

const rows = (finished: Finished): Row[] => {
  expect(finished.status, finished.messages).toBe(0);
  return finished.lines.map((line) => JSON.parse(line));
};

/** What was noted, and how it was counted. */
const audited = (directory: string): { what: string; detail: Record<string, unknown> }[] =>
  (readFileSync(join(directory, 'journal', 'audit.jsonl'), 'utf8').split('\0')[0] ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .map(({ what, detail }) => ({ what, detail: JSON.parse(detail) }));

test('a person is searched, traced, handed a copy of all rows, and erased; the others stay', async () => {
  const { directory, samples } = await demoStation();
  const texts = samples.filter(({ expect: shown }) => shown !== 'scan-again').map(({ text }) => text);
  const scans = [...texts, ...texts.slice(0, 3)].join('\n');
  expect((await chot(['scan', '--data', directory, '--lane', 'Cửa 1'], scans)).status).toBe(0);

  const here = ['--data', directory];
  const all = rows(
    await chot([
      'trace',
      ...here,
      '--from',
      new Date(Date.now() - 3_600_000).toISOString(),
      '--to',
      new Date().toISOString(),
    ]),
  );
  const asked = all.find(({ ids }) => ids.some(({ type }) => type !== 'phone'));
  const id = asked?.ids.find(({ type }) => type !== 'phone')?.value ?? '';
  const isAsked = (row: Row) => row.ids.some(({ type, value }) => type !== 'phone' && value === id);
  const own = all.filter(isAsked).map(({ seq }) => seq);
  expect(own.length).toBeGreaterThan(0);

  expect(rows(await chot(['search', ...here, id])).map(({ seq }) => seq)).toEqual(own.toReversed());
  const byName = rows(await chot(['search', ...here, asked?.name ?? '']));
  expect(byName.map(({ seq }) => seq)).toEqual(expect.arrayContaining(own));
  const contacts = rows(await chot(['trace', ...here, '--person', id, '--minutes', '30']));
  expect(contacts.map(({ seq }) => seq)).toEqual(all.filter((row) => !isAsked(row)).map(({ seq }) => seq));

  const to = scratchDirectory();
  const [copy] = rows(await chot(['person', 'export', ...here, '--id', id, '--to', to])) as unknown as [
    { directory: string; rows: number },
  ];
  expect(copy.rows).toBe(own.length);
  expect(readdirSync(copy.directory).sort()).toEqual(['manifest.json', 'person.csv', 'person.json']);
  expect(copy.directory).not.toContain(id);
  const json = JSON.parse(readFileSync(join(copy.directory, 'person.json'), 'utf8'));
  expect(json.rows.map((row: { seq: string }) => Number(row.seq))).toEqual(own);
  expect(rows(await chot(['verify-export', copy.directory]))).toEqual([{ rows: own.length, files: 2 }]);

  const unsure = await chot(['person', 'erase', ...here, '--id', id]);
  expect(unsure).toMatchObject({ status: 1, lines: [], messages: expect.stringMatching(/nothing is erased yet/) });
  const station = openRecord({ directory });
  if (!station.ok) throw new Error(station.error.detail);
  const beside = await chot(['person', 'erase', ...here, '--id', id, '--yes']);
  expect(beside).toMatchObject({ status: 1, messages: expect.stringMatching(/^data-in-use: .*stop it/) });
  station.value.close();
  expect(rows(await chot(['search', ...here, id]))).toHaveLength(own.length);

  // the person holds the own code before a scanner that types
  const code = texts[(own[0] ?? 1) - 1];
  expect(rows(await chot(['person', 'erase', ...here, '--id', '-', '--yes'], `${code}\n`))).toMatchObject([
    { rows: own.length },
  ]);
  expect(rows(await chot(['search', ...here, id]))).toEqual([]);
  const left = rows(await chot(['search', ...here, asked?.name ?? '']));
  expect(left.map(({ seq }) => seq)).toEqual(byName.map(({ seq }) => seq).filter((seq) => !own.includes(seq)));
  expect((await chot(['ledger', 'verify', ...here])).status).toBe(0);
  const again = await chot(['person', 'erase', ...here, '--id', id, '--yes']);
  expect(again).toMatchObject({ status: 1, messages: expect.stringMatching(/no row gives this number/) });
  const nobody = await chot(['person', 'erase', ...here, '--id', '-', '--yes'], '\n');
  expect(nobody).toMatchObject({ status: 1, messages: expect.stringMatching(/nothing was scanned|empty/) });

  const noted = audited(directory);
  expect(noted.map(({ what }) => what)).toEqual([
    'time-traced',
    'searched',
    'searched',
    'contacts-traced',
    'person-exported',
    'searched',
    'person-erased',
    'searched',
    'searched',
  ]);
  expect(noted[1]?.detail).toEqual({ kind: 'number', days: null, rows: own.length });
  for (const file of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/record|journal|resealed|keys/.test(join(file.parentPath, file.name))) continue;
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const secret of [id, asked?.name ?? ''])
      expect(bytes.includes(secret), `${secret} in ${file.name}`).toBe(false);
  }
});

test.each([
  [['search', 'a'], /too short/],
  [['search', '--day', 'today', 'an'], /is not YYYY-MM-DD/],
  [['trace', '--from', '2021-10-18T08:00+07:00'], /name a person, or two instants/],
  [['trace', '--person', '0123456789', '--minutes', 'many'], /minutes are 0 to 1440/],
  [['person', 'erase', '--yes'], /--id is needed/],
  [['person', 'forget', '--id', '079184012345'], /person export, or person erase/],
])('%j is told how it is meant', async (args, message) => {
  const { directory } = await demoStation();
  await chot(['scan', '--data', directory], '');
  expect(await chot([...args, '--data', directory])).toMatchObject({
    status: 2,
    messages: expect.stringMatching(message),
  });
});
