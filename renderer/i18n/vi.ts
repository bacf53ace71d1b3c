import type { DeviceState, ShownVerdict } from '../../main/contract/messages.ts';
import type { NOTICES } from '../../main/contract/notices.ts';
import type { IdType } from '../../main/contract/pass.ts';
import { type SetUpWords, viSetUp } from './vi-set-up.ts';

type Notice = (typeof NOTICES)[number];
type SeenWhy = NonNullable<ShownVerdict['seen']>['why'];
type DeviceProblem = Exclude<DeviceState['state'], 'ready'>;

/** What the page itself says; the words of reasons and outages stand in the contract. `en.ts` must say all of it too. */
export type Words = {
  readonly green: string;
  readonly black: string;
  readonly abnormal: string;
  readonly scanAgain: string;
  readonly outOfService: string;
  readonly exit: string;
  readonly idle: string;
  readonly admitted: string;
  readonly refused: string;

  readonly directionIn: string;
  readonly directionOut: string;
  readonly holdCode: string;
  readonly exitAdvice: string;
  readonly exitByHand: string;
  readonly compareAdvice: string;
  readonly compareToOpen: string;
  readonly openGate: string;
  readonly comparePapers: string;
  /** Names of identifiers, as in "matched by …". */
  readonly matchedBy: (ids: readonly string[]) => string;
  readonly idNumber: { readonly [type in IdType]: string };
  readonly officerDecision: string;
  readonly refusedAdvice: string;
  readonly admittedAdvice: string;
  readonly noName: string;
  readonly born: string;
  readonly moreReasons: (count: number) => string;
  readonly eligibleFrom: (day: string) => string;
  /** Code of a pack's rule or Identifier of an EU rule. */
  readonly rule: (code: string) => string;
  readonly noRule: string;
  readonly seenWhy: { readonly [why in SeenWhy]: string };
  readonly seenAdvice: string;
  readonly seenAt: (place: string) => string;
  readonly ago: { readonly [unit in 'seconds' | 'minutes' | 'hours' | 'days']: (count: number) => string };
  readonly timeOnDay: (time: string, day: string) => string;
  readonly idType: { readonly [type in IdType]: string };

  readonly dose: (product: string, dose: number, of: number, date: string) => string;
  readonly test: (type: string, result: string, sampledAt: string) => string;
  readonly testPcr: string;
  readonly testRapid: string;
  readonly testResult: { readonly negative: string; readonly positive: string; readonly unknown: string };
  readonly recovery: (positiveOn: string, validFrom: string) => string;

  readonly trustFresh: (age: string) => string;
  readonly trustAgeing: (age: string) => string;
  readonly trustStale: (age: string) => string;
  readonly trustUnknown: string;
  readonly trustUpdate: string;
  readonly clockBadge: string;
  readonly underOneHour: string;
  readonly hours: (count: number) => string;
  readonly days: (count: number) => string;

  readonly today: string;
  readonly counted: {
    readonly green: string;
    readonly black: string;
    readonly abnormal: string;
    readonly scanAgain: string;
  };
  readonly uploadWaiting: (count: number) => string;
  readonly uploadParked: (count: number) => string;
  readonly sendAgain: string;
  readonly uploadLast: (time: string) => string;
  readonly uploadNone: string;
  readonly online: string;
  readonly offline: string;
  readonly clockSuspect: string;
  readonly privacyNotice: string;
  readonly retention: (days: number) => string;
  readonly inCharge: string;
  readonly callContact: string;
  readonly moreWorries: (count: number) => string;
  readonly noScanner: string;
  readonly device: { readonly [kind in DeviceState['kind']]: string };
  readonly deviceState: { readonly [state in DeviceProblem]: string };
  readonly deviceAdvice: { readonly [state in DeviceProblem]: string };

  readonly typeCode: string;
  readonly turnDirection: string;
  readonly override: string;
  readonly origin: string;
  readonly close: string;
  readonly confirm: string;
  readonly erase: string;
  readonly typedTitle: string;
  readonly typedHint: string;
  readonly overrideAdmit: string;
  readonly overrideRefuse: string;
  readonly originTitle: string;
  readonly originHint: string;
  readonly originFilter: string;
  readonly originNone: string;
  readonly setUp: SetUpWords;
  readonly samples: string;
  readonly iKnow: string;
  readonly notice: { readonly [notice in Notice]: string };
};

export const vi: Words = {
  green: 'ĐƯỢC VÀO',
  black: 'CHƯA ĐỦ ĐIỀU KIỆN',
  abnormal: 'BẤT THƯỜNG',
  scanAgain: 'QUÉT LẠI',
  outOfService: 'NGỪNG PHỤC VỤ',
  exit: 'MỜI RA',
  idle: 'Mời quét mã',
  admitted: 'CHO VÀO',
  refused: 'KHÔNG CHO VÀO',

  directionIn: 'VÀO',
  directionOut: 'RA',
  holdCode: 'Đưa mã QR vào trước đầu đọc, cách 10⁠–⁠20 cm, giữ yên.',
  exitAdvice: 'Mời ra. Không giữ ai lại.',
  exitByHand: 'Vẫn cho ra: nếu cửa không mở, mở bằng tay.',
  compareAdvice: 'Mã không có chữ ký: đối chiếu giấy tờ tùy thân rồi mới mời vào.',
  compareToOpen: 'Mã không có chữ ký: đối chiếu giấy tờ, đúng người thì bấm F6 để mở cổng.',
  openGate: 'Đúng người: mở cổng',
  comparePapers: 'ĐỐI CHIẾU GIẤY TỜ TÙY THÂN',
  matchedBy: (ids) => `Khớp theo số ${listed(ids, 'và')}`,
  idNumber: {
    qid: 'QID',
    cccd: 'CCCD',
    cmnd: 'CMND cũ',
    document: 'giấy tờ',
    uvci: 'chứng nhận',
    bhyt: 'thẻ BHYT',
    phone: 'điện thoại',
    code: 'mã đã gõ',
  },
  officerDecision: 'CÁN BỘ QUYẾT ĐỊNH',
  admittedAdvice: 'Mời vào theo quyết định của cán bộ.',
  refusedAdvice: 'Không vào, theo quyết định của cán bộ.',
  noName: '(mã không ghi tên)',
  born: 'Sinh',
  moreReasons: (count) => `và ${count} lý do nữa`,
  eligibleFrom: (day) => `Đủ điều kiện từ ngày ${day}`,
  rule: (code) => `Quy định: ${code}`,
  noRule: 'Không quy định nào đạt',
  seenWhy: {
    'just-used': 'Mã này vừa được dùng để vào',
    'still-inside': 'Mã này đã vào mà chưa ra',
    'too-far-away': 'Vừa qua một chốt khác, quá xa để kịp tới đây',
  },
  seenAdvice: 'Đối chiếu giấy tờ tùy thân; đúng người thì bấm F4, chọn lý do cho vào.',
  seenAt: (place) => `tại ${place}`,
  ago: {
    seconds: (count) => `${count} giây trước`,
    minutes: (count) => `${count} phút trước`,
    hours: (count) => `${count} giờ trước`,
    days: (count) => `${count} ngày trước`,
  },
  timeOnDay: (time, day) => `${time} ngày ${day}`,
  idType: {
    qid: 'QID',
    cccd: 'CCCD',
    cmnd: 'CMND',
    document: 'Giấy tờ',
    uvci: 'Chứng nhận',
    bhyt: 'BHYT',
    phone: 'Điện thoại',
    code: 'Mã số',
  },

  dose: (product, dose, of, date) => `${product} · mũi ${dose}/${of} · ${date}`,
  test: (type, result, sampledAt) => `${type} · ${result} · lấy mẫu ${sampledAt}`,
  testPcr: 'Xét nghiệm PCR',
  testRapid: 'Xét nghiệm nhanh',
  testResult: { negative: 'âm tính', positive: 'DƯƠNG TÍNH', unknown: 'không rõ kết quả' },
  recovery: (positiveOn, validFrom) => `Đã khỏi bệnh · dương tính ${positiveOn} · hiệu lực từ ${validFrom}`,

  trustFresh: (age) => `Dữ liệu tin cậy: ${age}`,
  trustAgeing: (age) => `Dữ liệu tin cậy cũ: ${age}`,
  trustStale: (age) => `Dữ liệu tin cậy QUÁ CŨ: ${age}`,
  trustUnknown: 'Dữ liệu tin cậy: không rõ tuổi',
  trustUpdate: 'nối mạng hoặc nạp từ USB',
  clockBadge: 'Đồng hồ không đáng tin',
  underOneHour: 'dưới 1 giờ',
  hours: (count) => `${count} giờ`,
  days: (count) => `${count} ngày`,

  today: 'Hôm nay',
  counted: { green: 'Được vào', black: 'Chưa đủ', abnormal: 'Bất thường', scanAgain: 'Quét lại' },
  uploadWaiting: (count) => `Chờ gửi: ${count}`,
  uploadParked: (count) => `Bị trả lại: ${count}`,
  sendAgain: 'Gửi lại',
  uploadLast: (time) => `Gửi lần cuối ${time}`,
  uploadNone: 'Không gửi về trung tâm',
  online: 'Có mạng',
  offline: 'Mất mạng, vẫn kiểm tra được',
  clockSuspect: 'Đồng hồ máy không đáng tin: mọi mã đều báo bất thường',
  privacyNotice:
    'Mã được đọc, kiểm tra và ghi lại, có mã hóa. Đây là dữ liệu nhạy cảm của bạn: hỏi cán bộ để xem hoặc xóa.',
  retention: (days) => `Lượt qua được lưu ${days} ngày rồi xóa.`,
  inCharge: 'Phụ trách',
  callContact: 'Liên hệ',
  moreWorries: (count) => `và ${count} việc khác cần xem`,
  noScanner: 'Làn này chưa có đầu đọc nào sẵn sàng.',
  device: {
    'hid-pos': 'Đầu đọc HID',
    serial: 'Đầu đọc',
    wedge: 'Đầu đọc kiểu bàn phím',
    replay: 'Tệp quét thử',
    tray: 'Khay mã mẫu',
    stdin: 'Đầu vào dòng lệnh',
    lcus: 'Rơ-le cửa quay',
    usbrelay: 'Rơ-le cửa quay',
    'hid-5131': 'Rơ-le cửa quay',
    'hid-0519': 'Rơ-le cửa quay',
    modbus: 'Rơ-le cửa quay',
  },
  deviceState: { connecting: 'đang kết nối', missing: 'không thấy', busy: 'đang bị chiếm', fault: 'bị lỗi' },
  deviceAdvice: {
    connecting: 'Chờ vài giây.',
    missing: 'Cắm lại dây USB; nếu vẫn không thấy, gọi người phụ trách.',
    busy: 'Đóng chương trình khác đang dùng thiết bị này; lệnh chot doctor cho biết đó là chương trình nào.',
    fault: 'Rút ra, cắm lại; nếu vẫn lỗi, gọi người phụ trách.',
  },

  typeCode: 'Nhập mã',
  turnDirection: 'Đổi vào/ra',
  override: 'Quyết định khác',
  origin: 'Nơi đi',
  close: 'Đóng',
  confirm: 'Xong',
  erase: 'Xóa',
  typedTitle: 'Nhập mã số',
  typedHint: 'Gõ mã trong tin nhắn hoặc trên thẻ, rồi Enter.',
  overrideAdmit: 'CHO VÀO: chọn lý do',
  overrideRefuse: 'KHÔNG CHO VÀO: chọn lý do',
  originTitle: 'Người này đi từ đâu đến?',
  originHint: 'Các nơi đang có dịch: bấm số, hoặc bấm vào tên. Gõ chữ không dấu để tìm.',
  originFilter: 'Tìm',
  originNone: 'Không có nơi nào đang có dịch khớp với chữ đã gõ. Xóa bớt chữ, hoặc Esc để đóng.',
  setUp: viSetUp,
  samples: 'Mã mẫu',
  iKnow: 'Giữ: đã biết',
  notice: {
    'nothing-to-override': 'Không có kết quả nào để quyết định khác.',
    'override-too-late': 'Đã quá muộn để đổi kết quả này; mời quét lại.',
    'no-places': 'Máy chưa có danh sách vùng dịch.',
    'no-such-lane': 'Không có làn này.',
    'no-such-sample': 'Không có mã mẫu này.',
    'code-invalid': 'Mã số không đúng; kiểm tra rồi gõ lại.',
    'lane-in-set-up': 'Làn này đang cài đặt đầu đọc, không kiểm tra ai: mời sang làn khác, hoặc bấm Esc để đóng.',
    'out-of-service': 'Trạm đang ngừng phục vụ; chưa làm được việc này.',
    'gate-not-opened': 'Cổng không mở được: hãy mở cổng bằng tay.',
    'passage-forced': 'Có người vừa qua cổng khi cổng không mở cho ai.',
    'nothing-parked': 'Không có lượt nào cần gửi lại.',
    'parked-sent-again': 'Đang gửi lại số lượt bị trả lại',
  },
};

/** "a", "a và b", "a, b và c". */
export function listed(items: readonly string[], and: string): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${and} ${last}`;
}
