import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_FILE } from '../../db/record-file.ts';
import { stationKeyPlaces } from '../../db/station-key.ts';
import type { Text } from '../contract/texts.ts';
import { type DiskEncryption, diskEncryption } from './disk-encryption.ts';
import { doubtful, type Finding, good, told } from './finding.ts';

export type SecrecyProbes = {
  readonly encryption: (directory: string) => Promise<DiskEncryption>;
  /** Whether Linux has found a TPM. */
  readonly tpm: () => boolean;
  /** Directory of what systemd handed to this process; null: nothing. */
  readonly credentials: string | null;
};

/** What else is in clear on the disk: with these two a station reads facts about people, and proves who it is. */
const OTHER_KEYS = ['station.age', 'station-signing.pem'];

/** Who could read the record that has the disk: where the station key is, and whether the disk is encrypted. */
export async function checkSecrecy(
  directory: string,
  { encryption, tpm, credentials }: SecrecyProbes = systemSecrecyProbes(),
): Promise<Finding[]> {
  if (!isReadable(join(directory, 'keys'), directory)) return [];
  const disk = await encryption(directory);
  const { file, handed } = stationKeyPlaces(join(directory, 'keys'), credentials);
  const facts = { disk, stationKey: { file, handed } };
  // The first start will make it as a file.
  const isFile = file || (!handed && !existsSync(join(directory, RECORD_FILE)));
  if (isFile) return [...keyTwice(file && handed, facts), ofKeyOnDisk(disk, facts)];
  const place = handed
    ? told({ vi: 'Khóa của trạm do systemd trao', en: 'The station key is handed over by systemd' }, facts)
    : told(NOT_HANDED_HERE, facts, RUN_WITH_KEY);
  const others = OTHER_KEYS.filter((name) => existsSync(join(directory, 'keys', name)));
  return [place, ofHandedKey(disk, tpm(), others, facts)];
}

/** Of what this user may not see, the rights of the data say enough. */
function isReadable(keys: string, directory: string): boolean {
  try {
    accessSync(existsSync(keys) ? keys : directory, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemSecrecyProbes(): SecrecyProbes {
  return {
    encryption: diskEncryption,
    tpm: () => existsSync('/sys/class/tpm/tpm0'),
    credentials: process.env.CREDENTIALS_DIRECTORY || null,
  };
}

type SecrecyFacts = { readonly disk: DiskEncryption };

function ofKeyOnDisk(disk: DiskEncryption, facts: SecrecyFacts): Finding {
  if (disk === 'encrypted') return good(ENCRYPTED, facts);
  if (disk === 'unknown') return told(UNKNOWN, facts, ENCRYPT);
  return doubtful(
    {
      vi: 'Đĩa không mã hóa, và khóa của trạm nằm trên chính đĩa đó: ai lấy được đĩa hay cả máy thì đọc được ai đã qua. Chỉ bản chép của sổ, của journal và bản sao lưu, không kèm keys/, là kín',
      en: 'The disk is not encrypted, and the station key lies on it: whoever takes the disk, or the machine, can read who passed. Only copies of the record, the journal and backups, without keys/, tell nobody',
    },
    ENCRYPT,
    facts,
  );
}

/** Without a TPM the key that opens the credential lies on the same disk (systemd-creds(1), `host`). */
function ofHandedKey(disk: DiskEncryption, tpm: boolean, others: readonly string[], facts: SecrecyFacts): Finding {
  if (disk === 'encrypted') return good(ENCRYPTED, facts);
  if (disk === 'unknown') return told(UNKNOWN, facts, ENCRYPT);
  if (!tpm) return doubtful(NO_TPM, ENCRYPT, facts);
  const what: Text = {
    vi: 'Đĩa không mã hóa: TPM giữ khóa thì riêng cái đĩa không cho đọc tên trong sổ, cả máy thì có thể',
    en: 'The disk is not encrypted: if the TPM keeps the key, the disk alone does not tell the names of the record; the whole machine may',
  };
  if (others.length === 0) return told(what, facts, ENCRYPT);
  const lies = others.map((name) => `keys/${name}`).join(', ');
  return doubtful(
    { vi: `${what.vi}; ${lies} vẫn nằm rõ trên đĩa`, en: `${what.en}; ${lies} lie on it in clear` },
    ENCRYPT,
    { ...facts, others },
  );
}

function keyTwice(isTwice: boolean, facts: SecrecyFacts): Finding[] {
  if (!isTwice) return [];
  const what = {
    vi: 'Khóa của trạm do systemd trao, nhưng keys/station.key vẫn còn trên đĩa',
    en: 'The station key is handed over by systemd, and keys/station.key is still on the disk',
  };
  const todo = {
    vi: 'Cất một bản ở nơi khác, rồi xóa keys/station.key (docs/security.md).',
    en: 'Keep a copy elsewhere, then remove keys/station.key (docs/security.md).',
  };
  return [doubtful(what, todo, facts)];
}

const ENCRYPTED: Text = {
  vi: 'Đĩa được mã hóa: khi máy tắt, ai lấy đĩa cũng không đọc được gì',
  en: 'The disk is encrypted: while the machine is off, whoever takes it reads nothing',
};
const UNKNOWN: Text = {
  vi: 'Không xem được đĩa có mã hóa hay không. Nếu không, ai lấy được đĩa thì đọc được ai đã qua',
  en: 'Whether the disk is encrypted cannot be seen. If it is not, whoever takes it can read who passed',
};
const NO_TPM: Text = {
  vi: 'Đĩa không mã hóa, và máy không có TPM: khóa của systemd nằm trên chính đĩa đó, ai lấy được đĩa thì đọc được ai đã qua',
  en: 'The disk is not encrypted, and there is no TPM: what opens systemd’s credential lies on the same disk, and whoever takes it can read who passed',
};
const ENCRYPT: Text = {
  vi: 'Mã hóa đĩa (LUKS), hoặc ít nhất để TPM giữ khóa của trạm: docs/security.md.',
  en: 'Encrypt the disk (LUKS), or at least let the TPM keep the station key: docs/security.md.',
};
const NOT_HANDED_HERE: Text = {
  vi: 'Khóa của trạm không có trong keys/: systemd trao cho dịch vụ, không trao cho lệnh này',
  en: 'The station key is not in keys/: systemd hands it to the service, and not to this command',
};
const RUN_WITH_KEY: Text = {
  vi: 'Lệnh nào cần đọc tên thì chạy bằng systemd-run: docs/security.md. Nếu không phải vậy thì khóa đã mất: phục hồi thư mục keys.',
  en: 'Run what must read names by systemd-run: docs/security.md. If that is not so, the key is lost: restore the keys folder.',
};
