import type { Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import type { ConfigProblem } from '../data-directory.ts';
import { type Finding, failed, good, told, verbatim } from './finding.ts';

/** station.json; its errors as every command tells them. */
export function checkConfig(read: Result<StationConfig, ConfigProblem>): Finding[] {
  if (!read.ok) {
    const todo =
      read.error.code === 'missing'
        ? { vi: 'Lập station.json như README hướng dẫn.', en: 'Write station.json as the README shows.' }
        : { vi: 'Sửa tệp theo thông báo trên.', en: 'Mend the file as it says above.' };
    return [failed(verbatim(read.error.detail), todo, { code: read.error.code })];
  }
  const { station, site, lanes, tray } = read.value;
  const scanners = lanes.reduce((count, lane) => count + lane.scanners.length, 0);
  const turnstiles = lanes.filter((lane) => lane.turnstile !== null).length;
  const what = {
    vi: `Trạm ${station}, ${site.name}: ${lanes.length} làn, ${scanners} đầu đọc, ${turnstiles} cửa quay`,
    en: `Station ${station}, ${site.name}: lanes ${lanes.length}, scanners ${scanners}, turnstiles ${turnstiles}`,
  };
  const findings = [good(what, { station, lanes: lanes.length, scanners, turnstiles })];
  const trial = tray !== null || lanes.some((lane) => lane.scanners.some(({ kind }) => kind === 'replay'));
  if (trial) {
    findings.push(
      told({ vi: 'Trạm thử: có mã mẫu hoặc tệp quét thử', en: 'A trial station: it has samples or replayed scans' }),
    );
  }
  return findings;
}
