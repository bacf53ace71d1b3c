import type { Result } from '../contract/result.ts';
import { OUTAGE_TEXTS, REASON_TEXTS } from '../contract/texts.ts';
import { type InstalledTrust, trustOutage } from '../station-trust.ts';
import { trustAge } from '../trust/age.ts';
import type { TrustProblem } from '../trust/problem.ts';
import { doubtful, type Finding, failed, good, told, verbatim, withDetail } from './finding.ts';

const HOUR = 3_600_000;

/** The trust that is installed: usable, how old, until when it can be renewed, and by which rules. */
export function checkTrust(installed: Result<InstalledTrust, TrustProblem>, locality: string, now: number): Finding[] {
  if (!installed.ok) {
    const { title, advice } = OUTAGE_TEXTS[trustOutage(installed.error)];
    return [failed(withDetail(title, installed.error.message), advice, { code: installed.error.code })];
  }
  const { set, trust } = installed.value;
  const pack = trust.pack(locality);
  if (pack === null) {
    const { title, advice } = OUTAGE_TEXTS['rules-missing'];
    return [failed(withDetail(title, locality), advice, { locality })];
  }
  const findings = [ofAge(set.issuedAt, now, pack.limits), ofExpiry(set.expiresAt, now)];
  findings.push(
    good(
      {
        vi: `Bộ quy định ${pack.id}@${pack.version}, ${trust.signers} khóa nơi cấp`,
        en: `Rules ${pack.id}@${pack.version}, ${trust.signers} issuer keys`,
      },
      { pack: pack.id, version: pack.version, signers: trust.signers },
    ),
  );
  for (const notice of [...trust.notices, ...trust.overdue(now)]) {
    findings.push(told(verbatim(notice.message), { code: notice.code }));
  }
  return findings;
}

function ofAge(issuedAt: number, now: number, limits: { softHours: number; hardHours: number }): Finding {
  const { state, ageHours } = trustAge(issuedAt, now, limits);
  const hours = Math.floor(ageHours ?? 0);
  const facts = { ageHours, ...limits };
  const what = { vi: `Dữ liệu tin cậy đã ${hours} giờ tuổi`, en: `The trust is ${hours} h old` };
  const { advice } = REASON_TEXTS['trust-stale'];
  if (state === 'stale') return failed(what, advice, facts);
  if (state === 'ageing') {
    return doubtful(
      {
        vi: `${what.vi}; quá ${limits.hardHours} giờ thì không cho ai vào`,
        en: `${what.en}; from ${limits.hardHours} h on nobody is admitted`,
      },
      { vi: 'Kết nối mạng hoặc nạp dữ liệu từ USB.', en: 'Connect the network or load it from USB.' },
      facts,
    );
  }
  return good(what, facts);
}

/** What is installed is judged by its age alone; this says until when its metadata lets an update be taken. */
function ofExpiry(expiresAt: number, now: number): Finding {
  const facts = { expiresAt: new Date(expiresAt).toISOString() };
  const left = expiresAt - now;
  const until = facts.expiresAt.slice(0, 16).replace('T', ' ');
  const what = { vi: `Chữ ký trên dữ liệu có hạn đến ${until} UTC`, en: `Its signatures are good until ${until} UTC` };
  const todo = {
    vi: 'Lấy bản mới từ nơi cấp; nếu bản mới cũng quá hạn, báo nơi cấp.',
    en: 'Fetch it anew; if that is past its time too, tell the issuer.',
  };
  if (left <= 0) {
    const past = { vi: `Chữ ký trên dữ liệu đã hết hạn từ ${until} UTC`, en: `Its signatures ended at ${until} UTC` };
    return doubtful(past, todo, facts);
  }
  return left < HOUR ? doubtful(what, todo, facts) : good(what, facts);
}
