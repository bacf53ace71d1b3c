import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemOf } from './file-system.ts';
import { doubtful, type Finding, failed, good, verbatim } from './finding.ts';

export type DataProbes = {
  /** Free bytes for an ordinary user, and the system's number for the kind of file system. */
  readonly space: (directory: string) => Promise<{ readonly free: number; readonly type: number }>;
  readonly platform: NodeJS.Platform;
};

export const systemDataProbes: DataProbes = {
  async space(directory) {
    const { bavail, bsize, type } = await statfs(directory);
    return { free: bavail * bsize, type };
  },
  platform: process.platform,
};

const MIB = 1024 * 1024;
/** An update of trust leaves as much (main/trust/tuf): below it nothing comes in any more. */
const FREE_NEEDED = 64 * MIB;
const FREE_WANTED = 1024 * MIB;
const OTHERS = 0o077;

/** The data directory: there, writable, room, a local file system, and nobody else's to read. */
export async function checkData(directory: string, probes: DataProbes = systemDataProbes): Promise<Finding[]> {
  const absent = await absence(directory);
  if (absent !== null) return [absent];
  const findings = [await writable(directory)];
  const { free, type } = await probes.space(directory);
  findings.push(room(free), fileSystemOf(type, probes.platform));
  if (probes.platform !== 'win32') findings.push(...(await rights(directory)));
  return findings;
}

async function absence(directory: string): Promise<Finding | null> {
  const todo = {
    vi: 'Chỉ đúng thư mục bằng --data, hoặc lập trạm như README hướng dẫn.',
    en: 'Name the right one with --data, or set a station up as the README shows.',
  };
  try {
    if ((await stat(directory)).isDirectory()) return null;
    return failed({ vi: `${directory} không phải thư mục`, en: `${directory} is no directory` }, todo);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      return failed({ vi: `Không được vào ${directory}`, en: `${directory} may not be entered` }, ownership(directory));
    }
    return failed(
      { vi: `Không có thư mục dữ liệu ${directory}`, en: `There is no data directory ${directory}` },
      todo,
      { code },
    );
  }
}

async function writable(directory: string): Promise<Finding> {
  try {
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return good({ vi: `Thư mục dữ liệu ${directory}`, en: `Data directory ${directory}` }, { directory });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failed(
      { vi: `Không ghi được vào ${directory} (${code})`, en: `${directory} cannot be written to (${code})` },
      code === 'EROFS'
        ? { vi: 'Ổ đĩa đang chỉ cho đọc: kiểm tra ổ đĩa.', en: 'The disk is mounted read-only: look after it.' }
        : ownership(directory),
      { code },
    );
  }
}

function ownership(directory: string) {
  return verbatim(`sudo chown -R "$USER" '${directory}'`);
}

function room(free: number): Finding {
  const size = free >= 10 * 1024 * MIB ? `${Math.floor(free / MIB / 1024)} GiB` : `${Math.floor(free / MIB)} MiB`;
  const what = { vi: `Đĩa còn trống ${size}`, en: `${size} free on the disk` };
  const todo = {
    vi: 'Giải phóng dung lượng trước khi đầy: đĩa đầy thì trạm không cho ai vào.',
    en: 'Free some before it is full: with a full disk the station admits nobody.',
  };
  if (free < FREE_NEEDED) return failed(what, todo, { free });
  return free < FREE_WANTED ? doubtful(what, todo, { free }) : good(what, { free });
}

/** Keys are the owner's alone, and so is the folder: whoever reads both reads who passed. */
async function rights(directory: string): Promise<Finding[]> {
  const open: string[] = [];
  let folderMode = 0;
  for (const path of [directory, ...(await keyFiles(directory))]) {
    const { mode } = await stat(path);
    if (path === directory) folderMode = mode & 0o777;
    if ((mode & OTHERS) !== 0) open.push(path);
  }
  if (open.length === 0) {
    return [good({ vi: 'Người khác không đọc được dữ liệu và khóa', en: 'Others can read neither data nor keys' })];
  }
  const keys = open.filter((path) => path !== directory);
  const what = {
    vi: `Người khác trên máy này đọc được: ${open.join(', ')}`,
    en: `Others on this machine can read: ${open.join(', ')}`,
  };
  const todo = verbatim(`chmod -R go= '${directory}'`);
  // A folder that nobody else may enter guards what is in it.
  const exposed = keys.length > 0 && (folderMode & OTHERS) !== 0;
  return [exposed ? failed(what, todo, { open }) : doubtful(what, todo, { open })];
}

async function keyFiles(directory: string): Promise<string[]> {
  const keys = join(directory, 'keys');
  try {
    const found = await readdir(keys, { withFileTypes: true, recursive: true });
    return [keys, ...found.map((entry) => join(entry.parentPath, entry.name))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    // Of another user, who lets nobody in.
    if (code === 'EACCES') return [keys];
    throw error;
  }
}
