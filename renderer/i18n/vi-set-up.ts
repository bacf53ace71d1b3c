import type { PassFormat } from '../../main/contract/pass.ts';

/** What the set-up of the station's devices says. `en-set-up.ts` must say all of it too. */
export type SetUpWords = {
  /** On the key of the idle screen, which answers to being held. */
  readonly hold: string;
  readonly devicesTitle: string;
  readonly pick: string;
  readonly none: string;
  readonly page: (page: number, pages: number) => string;
  readonly nextPage: string;
  readonly ready: string;
  /** Of a keyboard nobody can know whether it is plugged in. */
  readonly takesKeys: string;
  readonly laneClosed: string;

  readonly learnTitle: (number: number, of: number) => string;
  readonly scanThis: string;
  readonly orSheet: (number: number) => string;
  readonly nothingYet: string;
  readonly foundSoFar: string;
  readonly again: string;
  readonly toDevices: string;
  readonly lessonClosesLane: string;
  readonly lessonLetsOut: string;

  readonly learnedTitle: string;
  readonly advised: string;
  readonly nothingToMend: string;
  readonly save: string;
  readonly storedTitle: string;
  readonly tryNow: string;
  readonly tryCounts: string;
  readonly tryLetsOut: string;
  readonly triedWell: (format: string, characters: number) => string;
  readonly triedBadly: (problem: string) => string;
  readonly format: { readonly [format in PassFormat]: string };
  readonly notStoredTitle: string;
  readonly notStoredAdvice: string;
};

export const viSetUp: SetUpWords = {
  hold: 'Giữ: thiết bị',
  devicesTitle: 'Thiết bị của trạm',
  pick: 'Bấm số để cài đặt đầu đọc. Trong lúc đó làn của đầu đọc ấy không kiểm tra ai; các làn khác vẫn chạy.',
  none: 'Trạm này chưa khai báo thiết bị nào trong station.json.',
  page: (page, pages) => `trang ${page}/${pages}`,
  nextPage: 'Trang sau',
  ready: 'sẵn sàng',
  takesKeys: 'đang nhận phím',
  laneClosed: 'ĐANG CÀI ĐẶT',

  learnTitle: (number, of) => `Cài đặt đầu đọc: mã thử ${number}/${of}`,
  scanThis: 'Đưa đầu đọc này quét mã trên màn hình.',
  orSheet: (number) => `Hoặc quét mã số ${number} trên tờ mã thử (in bằng lệnh chot scanner sheet).`,
  nothingYet: 'Chưa quét mã nào.',
  foundSoFar: 'Đã biết',
  again: 'Học lại từ đầu',
  toDevices: 'Danh sách thiết bị',
  lessonClosesLane: 'Làn này tạm ngừng kiểm tra. Bảng tự đóng sau 3 phút không dùng.',
  lessonLetsOut: 'Làn ra vẫn mở cho mọi lượt quét. Bảng tự đóng sau 3 phút không dùng.',

  learnedTitle: 'Đã hiểu đầu đọc này',
  advised: 'Phần màu vàng nên chỉnh trên đầu đọc rồi học lại; chưa chỉnh được thì vẫn lưu để dùng.',
  nothingToMend: 'Không cần chỉnh gì trên đầu đọc.',
  save: 'Lưu và dùng ngay',
  storedTitle: 'Đã lưu, đầu đọc đang dùng cài đặt mới',
  tryNow: 'Quét thử một mã bất kỳ.',
  tryCounts: 'Lượt quét thử không được kiểm tra, không ghi sổ, không mở cổng.',
  tryLetsOut: 'Đây là làn ra: lượt quét thử vẫn được ghi sổ và vẫn mở cổng.',
  triedWell: (format, characters) => `ĐỌC ĐƯỢC: ${format}, ${characters} ký tự`,
  triedBadly: (problem) => `CHƯA ĐỌC ĐƯỢC: ${problem}`,
  format: {
    hc1: 'chứng nhận HC1',
    qr1405: 'QR cá nhân (QĐ 1405)',
    shc: 'SMART Health Card',
    cccd: 'căn cước công dân',
    bhyt: 'thẻ BHYT',
    code: 'mã số',
  },
  notStoredTitle: 'CHƯA LƯU ĐƯỢC: đầu đọc vẫn như cũ',
  notStoredAdvice: 'Sửa theo thông báo dưới đây rồi học lại, hoặc gọi người phụ trách.',
};
