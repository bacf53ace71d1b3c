import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Text } from '../contract/texts.ts';

/** Who may open a device file, and whether this user is one of them by its group. */
export type GroupRight = {
  readonly user: string;
  /** null: the group of the file may not read and write either. */
  readonly group: string | null;
  /** `now`: this process is in it. `later`: the user is, but logged in before. */
  readonly member: 'now' | 'later' | 'no';
};

const ROOT = 0;
const GROUP_READ_WRITE = 0o060;

/** null: the system has no groups of files, or the device is gone. */
export async function groupRight(path: string): Promise<GroupRight | null> {
  if (process.getgroups === undefined) return null;
  const file = await stat(path).catch(() => null);
  if (file === null) return null;
  const user = userInfo().username;
  const line = await groupLine(file.gid);
  if (line === null || file.gid === ROOT || (file.mode & GROUP_READ_WRITE) !== GROUP_READ_WRITE)
    return { user, group: null, member: 'no' };
  const now = process.getgroups().includes(file.gid);
  return { user, group: line.name, member: now ? 'now' : line.users.includes(user) ? 'later' : 'no' };
}

/** What gives the right by the group of the file; null: the group is not what is in the way. */
export function joinGroup({ user, group, member }: GroupRight): Text | null {
  if (group === null || member === 'now') return null;
  if (member === 'no') {
    return {
      vi: `sudo usermod -aG ${group} ${user}, rồi đăng nhập lại (hoặc khởi động lại dịch vụ)`,
      en: `sudo usermod -aG ${group} ${user}, then log in again (or restart the service)`,
    };
  }
  return {
    vi: `Người dùng ${user} đã ở trong nhóm ${group}: đăng nhập lại (hoặc khởi động lại dịch vụ) để có hiệu lực`,
    en: `${user} is in the group ${group} already: log in again (or restart the service) to have it count`,
  };
}

async function groupLine(gid: number): Promise<{ name: string; users: string[] } | null> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const line = groups.split('\n').find((each) => each.split(':')[2] === `${gid}`);
  const [name, , , users = ''] = line?.split(':') ?? [];
  return name === undefined ? null : { name, users: users.split(',') };
}
