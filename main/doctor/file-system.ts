import { doubtful, type Finding, failed, good } from './finding.ts';

/** Numbers of statfs(2) on Linux; what is not named here is a local file system that keeps its promises. */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
]);
const WITHOUT_RIGHTS: ReadonlyMap<number, string> = new Map([
  [0x4d44, 'FAT'],
  [0x2011bab0, 'exFAT'],
]);
const TMPFS = 0x01021994;
const FUSE = 0x65735546;

/** Whether what is recorded here is safe from a power cut, and from others. `type`: as statfs(2) tells it. */
export function fileSystemOf(type: number, platform: NodeJS.Platform): Finding {
  const facts = { fileSystem: `0x${type.toString(16)}` };
  const local = good({ vi: 'Dữ liệu nằm trên đĩa của máy này', en: 'The data lies on a disk of this machine' }, facts);
  if (platform !== 'linux') return local;
  const disk = { vi: 'Dùng đĩa trong máy (ext4).', en: 'Use a disk of this machine (ext4).' };
  const network = NETWORK.get(type);
  if (network !== undefined) {
    return failed(
      {
        vi: `Dữ liệu nằm trên mạng (${network}): SQLite không giữ được sổ ở đó`,
        en: `The data lies on the network (${network}), where SQLite cannot keep a record`,
      },
      disk,
      facts,
    );
  }
  const withoutRights = WITHOUT_RIGHTS.get(type);
  if (withoutRights !== undefined) {
    return failed(
      {
        vi: `Dữ liệu nằm trên ${withoutRights}: ai cũng đọc được khóa, mất điện dễ hỏng sổ`,
        en: `The data lies on ${withoutRights}: anybody can read the keys, and a power cut may damage the record`,
      },
      disk,
      facts,
    );
  }
  if (type === TMPFS) {
    const what = {
      vi: 'Dữ liệu chỉ nằm trong bộ nhớ: tắt máy là mất',
      en: 'The data lies in memory: it goes with the power',
    };
    return doubtful(what, disk, facts);
  }
  if (type === FUSE) {
    const what = {
      vi: 'Hệ thống tệp FUSE: không chắc mất điện có giữ được sổ',
      en: 'A FUSE file system: whether it keeps a record through a power cut is not known',
    };
    return doubtful(what, disk, facts);
  }
  return local;
}
