import type { StationConfig } from '../../contract/station-config.ts';
import type { ExportRow } from '../export-row.ts';

export const station: Pick<StationConfig, 'station' | 'site'> = {
  station: 'cho-dong-xuan-1',
  site: {
    id: 'cho-dong-xuan',
    name: 'Chợ Đồng Xuân',
    type: 'chợ truyền thống',
    address: 'Phố Đồng Xuân, Hà Nội',
    position: null,
    officer: { name: '', phone: '' },
  },
};

export const day = '2021-09-24';

export function row(seq: number, change: Partial<ExportRow> = {}): ExportRow {
  const second = seq % 86_400;
  const at = Date.parse('2021-09-23T17:00:00Z') + second * 1000;
  return {
    seq,
    uuid: `017c1437-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    at,
    localTime: `2021-09-24 ${new Date(second * 1000).toISOString().slice(11, 19)}`,
    kind: 'check-in',
    refersTo: null,
    direction: seq % 3 === 0 ? 'out' : 'in',
    lane: 'Cửa số 1',
    colour: 'black',
    reasons: ['pass-expired', 'no-data'],
    format: 'qr1405',
    kid: 'AAECAwQFBgc=',
    personState: 'clear',
    name: 'NGUYỄN THỊ BÍCH NGỌC',
    birthDate: '1987-01-18',
    ids: [
      { type: 'cccd', value: '001093029317' },
      { type: 'phone', value: '+84943123456' },
    ],
    override: null,
    simulated: false,
    clock: 'ok',
    rules: 'vn-hcm@1.0.0',
    trustIssuedAt: at - 3_600_000,
    hash: seq.toString(16).padStart(64, '0'),
    ...change,
  };
}

export function* rows(count: number): Generator<ExportRow> {
  for (let seq = 1; seq <= count; seq++) yield row(seq);
}

/** A plain reader of RFC 4180, to see what another program sees in an export. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (!match) throw new Error(`no CSV at character ${at}: ${text.slice(at, at + 40)}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}
