import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoStation } from './demo-station.ts';
import { chot, scratchDirectory } from './run-chot.ts';

const poppler = spawnSync('pdftotext', ['-v']).error === undefined;
if (!poppler) console.warn('skipped: reading PDFs back needs pdftotext: apt-get install poppler-utils');

const textOf = (pdf: string): string => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });

describe('the day’s log on a stick', () => {
  test('is exported, verifies, and is found out when a byte of it changes', async () => {
    const { directory, samples } = await demoStation();
    await chot(['scan', '--data', directory], samples.map(({ text }) => `${text}\n`).join(''));
    const stick = join(scratchDirectory(), 'USB của phường');
    mkdirSync(stick);
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
    const exported = await chot(['export', '--data', directory, '--day', day, '--to', stick]);
    expect(exported.status, exported.messages).toBe(0);
    const [folder = ''] = readdirSync(stick);
    const verified = await chot(['verify-export', join(stick, folder)]);
    const passes = samples.filter(({ expect }) => expect !== 'scan-again').length;
    expect(JSON.parse(verified.lines[0] ?? '')).toEqual({ rows: passes, files: 1 });

    const csv = join(stick, folder, readdirSync(join(stick, folder)).find((name) => name.endsWith('.csv')) ?? '');
    const bytes = readFileSync(csv);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(csv, bytes);
    const spoiled = await chot(['verify-export', join(stick, folder)]);
    expect(spoiled.status).toBe(1);
    expect(spoiled.messages).toContain('.csv');
  });

  test('names what is wrong with the folder, in Vietnamese too', async () => {
    const { directory, samples } = await demoStation();
    await chot(['scan', '--data', directory], `${samples[0]?.text}\n`);
    const done = await chot(['export', '--data', directory, '--day', '2026-01-01', '--to', join(directory, 'missing')]);
    expect(done.status).toBe(1);
    expect(done.messages).toContain('Cắm lại USB');
  });
});

describe.runIf(poppler)('printed papers', () => {
  test('the poster names the site', async () => {
    const { directory } = await demoStation();
    const out = join(scratchDirectory(), 'poster.pdf');
    const done = await chot(['poster', '--data', directory, '--out', out]);
    expect(done.status, done.messages).toBe(0);
    expect(textOf(out)).toContain('Siêu thị Bến Thành');
  });

  test('a card is made of a sealed pass, shows the masked number of the person’s papers, and of an unsigned one is refused', async () => {
    const { samples } = await demoStation();
    const sealed = samples.find(({ text }) => text.split('<').length === 5)?.text ?? '';
    const [document = ''] = sealed.split('|');
    const out = join(scratchDirectory(), 'card.pdf');
    const done = await chot(['card', '--issuer', 'UBND Phường Bến Thành', '--out', out], `${sealed}\n`);
    expect(done.status, done.messages).toBe(0);
    const text = textOf(out);
    expect(text).toContain(`******${document.slice(6)}`);
    expect(text).not.toContain(document);
    const unsigned = sealed.slice(0, sealed.lastIndexOf('<'));
    const refused = await chot(['card', '--issuer', 'X', '--out', out], `${unsigned}\n`);
    expect(refused.status).toBe(1);
    expect(refused.messages).toContain('unsigned');
  });
});
