import { doubtful, type Finding, failed, good } from './finding.ts';

export type ProgramFacts = {
  readonly version: string;
  readonly node: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** `os.release()`: the kernel's. */
  readonly kernel: string;
  /** User id; null: the system has none. */
  readonly user: number | null;
  /** Owner of the data directory; null: there is none, or the system has no owners. */
  readonly owner: number | null;
};

const ROOT = 0;

/** What runs here, on what, and as whom. */
export function checkProgram({ version, node, platform, arch, kernel, user, owner }: ProgramFacts): Finding[] {
  const what = `Chốt ${version}, Node ${node}, ${platform} ${arch} ${kernel}`;
  const facts = { version, node, platform, arch, kernel };
  const findings: Finding[] = [];
  if (Number.parseInt(node, 10) >= 24) findings.push(good({ vi: what, en: what }, facts));
  else
    findings.push(
      failed({ vi: what, en: what }, { vi: 'Cài Node 24 trở lên.', en: 'Install Node 24 or newer.' }, facts),
    );
  if (!['linux', 'win32', 'darwin'].includes(platform)) {
    findings.push(
      doubtful(
        { vi: `Chưa ai thử trên ${platform}`, en: `Nobody has tried ${platform}` },
        { vi: 'Dùng Linux (Debian).', en: 'Use Linux (Debian).' },
      ),
    );
  }
  if (user === ROOT && owner !== ROOT) {
    findings.push(
      doubtful(
        {
          vi: 'Đang chạy với quyền root: không biết được người dùng của trạm có mở được thiết bị hay không',
          en: 'This runs as root: whether the user of the station may open the devices cannot be seen',
        },
        {
          vi: 'Chạy lại chot doctor bằng chính người dùng chạy trạm.',
          en: 'Run chot doctor again as the user that runs the station.',
        },
      ),
    );
  }
  return findings;
}
