import { randomBytes } from 'node:crypto';
import { buildConnector } from 'undici';
import type { StationConfig } from '../contract/station-config.ts';
import { inDataDirectory } from '../data-directory.ts';
import { createTimeAsker, type TimeAsker } from '../upload/ask-time.ts';
import { type Finding, failed, good, printable, told } from './finding.ts';

const TIMEOUT_MS = 10_000;

/** Asked for the time, as strictly as uploads are sent: a certificate out of date is a failure. */
export function centralAsker(directory: string, central: NonNullable<StationConfig['central']>): TimeAsker {
  return createTimeAsker({
    url: central.url,
    caFile: central.caFile === null ? null : inDataDirectory(directory, central.caFile),
    timeoutMs: TIMEOUT_MS,
    connector: ({ ca, timeoutMs }) => buildConnector({ timeout: timeoutMs, ...(ca === null ? {} : { ca }) }),
  });
}

/** `asker`: null where nobody asked for the network. */
export async function checkCentral(central: StationConfig['central'], asker: TimeAsker | null): Promise<Finding[]> {
  if (central === null) {
    return [told({ vi: 'Không có trung tâm: dữ liệu ở lại máy này', en: 'No central: what is recorded stays here' })];
  }
  const facts = { url: central.url };
  if (asker === null) {
    const what = {
      vi: `Trung tâm ${central.url}, chưa thử (--network)`,
      en: `Central ${central.url}, not tried (--network)`,
    };
    return [told(what, facts)];
  }
  const answer = await asker.ask(randomBytes(32), AbortSignal.timeout(TIMEOUT_MS));
  if (answer.ok) return [good({ vi: `Trung tâm ${central.url} trả lời`, en: `Central ${central.url} answers` }, facts)];
  const detail = printable(answer.error);
  return [
    failed(
      {
        vi: `Không gọi được trung tâm ${central.url}: ${detail}`,
        en: `Central ${central.url} is not reached: ${detail}`,
      },
      {
        vi: 'Kiểm tra dây mạng, địa chỉ trong station.json, chứng chỉ. Trạm vẫn kiểm tra và ghi sổ được.',
        en: 'Look after the cable, the address in station.json, the certificate. The station goes on checking and recording.',
      },
      { ...facts, detail },
    ),
  ];
}
