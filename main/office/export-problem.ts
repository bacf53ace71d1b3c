/** Why an export was not written. Nothing of it is left under its final name. */
export type ExportProblemCode =
  | 'day-invalid'
  | 'folder-missing'
  | 'not-a-folder'
  | 'read-only'
  | 'disk-full'
  | 'not-allowed'
  | 'file-too-large'
  | 'device-failed'
  | 'too-many-exports'
  | 'write-failed';

export type ExportProblem = {
  readonly code: ExportProblemCode;
  /** The folder or the day at fault. */
  readonly what: string;
  /** Of the operating system, such as `ENOSPC`; empty when it has no part in it. */
  readonly detail: string;
  readonly todo: { readonly vi: string; readonly en: string };
};

const ADVICE: Readonly<Record<ExportProblemCode, ExportProblem['todo']>> = {
  'day-invalid': { vi: 'Ghi ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2021-09-24.', en: 'Write the day as YYYY-MM-DD.' },
  'folder-missing': {
    vi: 'Không thấy thư mục. Cắm lại USB hoặc chọn thư mục khác.',
    en: 'The folder is not there. Plug the USB stick in again, or choose another folder.',
  },
  'not-a-folder': { vi: 'Đây là tệp. Hãy chọn một thư mục.', en: 'This is a file. Choose a folder.' },
  'read-only': {
    vi: 'Ổ đĩa chỉ cho đọc. Mở khóa ghi trên USB hoặc dùng USB khác.',
    en: 'The disk is read-only. Release its write lock, or use another one.',
  },
  'disk-full': {
    vi: 'Ổ đĩa đầy. Xóa bớt tệp hoặc dùng USB khác.',
    en: 'The disk is full. Delete something there, or use another one.',
  },
  'not-allowed': {
    vi: 'Không có quyền ghi vào thư mục này. Chọn thư mục khác.',
    en: 'No permission to write to this folder. Choose another one.',
  },
  'file-too-large': {
    vi: 'Ổ đĩa không nhận tệp lớn như vậy. Dùng USB định dạng exFAT.',
    en: 'The disk does not take a file this large. Use a stick formatted as exFAT.',
  },
  'device-failed': {
    vi: 'Ổ đĩa bị lỗi hoặc đã rút ra. Dùng USB khác và xuất lại.',
    en: 'The disk failed or was pulled out. Use another one and export again.',
  },
  'too-many-exports': {
    vi: 'Thư mục đã có quá nhiều bản xuất của ngày này. Chọn thư mục khác.',
    en: 'The folder holds too many exports of this day. Choose another one.',
  },
  'write-failed': {
    vi: 'Không ghi được. Dùng thư mục hoặc USB khác.',
    en: 'Writing failed. Use another folder or stick.',
  },
};

const CODES: Readonly<Record<string, ExportProblemCode>> = {
  ENOENT: 'folder-missing',
  ENOTDIR: 'not-a-folder',
  EROFS: 'read-only',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EFBIG: 'file-too-large',
  EIO: 'device-failed',
  ENODEV: 'device-failed',
  ENXIO: 'device-failed',
  ESTALE: 'device-failed',
};

export function exportProblem(code: ExportProblemCode, what: string, detail = ''): ExportProblem {
  return { code, what, detail, todo: ADVICE[code] };
}

/** The problem behind an error of the file system; throws on what is none. */
export function fileProblem(error: unknown, folder: string): ExportProblem {
  const detail = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;
  if (detail === null) throw error;
  return exportProblem(CODES[detail] ?? 'write-failed', folder, detail);
}
