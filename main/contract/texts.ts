import type { DeviceCause, Outage } from './messages.ts';
import type { OverrideReason } from './override-reasons.ts';
import type { Reason, ScanAgainReason, ScanProblem } from './reasons.ts';
import type { Language } from './station-config.ts';

/** Words for every code that a person may see. A code without both languages does not compile. */
export type Text = { readonly [language in Language]: string };
/** `title` names the reason, `advice` says what to do next in one sentence. */
export type ReasonText = { readonly title: Text; readonly advice: Text };

export const REASON_TEXTS: { readonly [reason in Reason]: ReasonText } = {
  'clock-suspect': {
    title: { vi: 'Đồng hồ của máy không đáng tin', en: 'The clock of this station is in doubt' },
    advice: {
      vi: 'Gọi người phụ trách chỉnh giờ; kiểm tra giấy tờ bằng mắt.',
      en: 'Call the person in charge to set the clock; check papers by eye.',
    },
  },
  'trust-stale': {
    title: { vi: 'Dữ liệu tin cậy đã quá cũ', en: 'The trust data is too old' },
    advice: {
      vi: 'Kết nối mạng hoặc nạp dữ liệu từ USB; kiểm tra giấy tờ bằng mắt.',
      en: 'Connect the network or load data from USB; check papers by eye.',
    },
  },
  'trust-incomplete': {
    title: { vi: 'Thiếu một danh sách mà quy định ở đây cần đến', en: 'A list that the rules here need is missing' },
    advice: {
      vi: 'Nạp lại dữ liệu tin cậy, qua mạng hoặc từ USB; kiểm tra giấy tờ bằng mắt.',
      en: 'Load the trust data again, by network or from USB; check papers by eye.',
    },
  },
  'signature-invalid': {
    title: { vi: 'Chữ ký của mã không đúng', en: 'The signature of this code is false' },
    advice: {
      vi: 'Mã có thể bị làm giả: đối chiếu giấy tờ tùy thân, báo người phụ trách.',
      en: 'The code may be forged: compare identity papers and tell the person in charge.',
    },
  },
  'key-unknown': {
    title: { vi: 'Không biết nơi cấp mã này', en: 'Unknown issuer' },
    advice: {
      vi: 'Đối chiếu giấy tờ tùy thân và giấy chứng nhận bản giấy.',
      en: 'Compare identity papers and the paper certificate.',
    },
  },
  'key-expired': {
    title: { vi: 'Khóa của nơi cấp đã hết hạn', en: 'The issuer’s key has expired' },
    advice: {
      vi: 'Đề nghị người dân xin cấp lại mã; đối chiếu giấy tờ.',
      en: 'Ask the person to have the code issued again; compare papers.',
    },
  },
  'key-usage': {
    title: { vi: 'Khóa này không được phép ký loại mã này', en: 'This key may not sign this kind of pass' },
    advice: {
      vi: 'Mã có thể bị làm giả: đối chiếu giấy tờ, báo người phụ trách.',
      en: 'The code may be forged: compare papers and tell the person in charge.',
    },
  },
  'seal-missing': {
    title: {
      vi: 'Người này đã được cấp mã có dấu, mã này không có',
      en: 'This person was issued a sealed code; this one has no seal',
    },
    advice: {
      vi: 'Đề nghị mở mã mới nhất trên điện thoại; đối chiếu giấy tờ.',
      en: 'Ask for the newest code on the phone; compare papers.',
    },
  },
  'identity-mismatch': {
    title: {
      vi: 'Tên trên mã khác với tên đã đăng ký cho số giấy tờ này',
      en: 'The name on this code is not the one registered for its number',
    },
    advice: {
      vi: 'Đối chiếu giấy tờ tùy thân; nếu là cùng một người, báo nơi cấp sửa dữ liệu.',
      en: 'Compare identity papers; if it is the same person, have the issuer correct the data.',
    },
  },
  'copied-code': {
    title: { vi: 'Mã này vừa được dùng', en: 'This code has just been used' },
    advice: {
      vi: 'Có thể là mã sao chép: đối chiếu giấy tờ tùy thân.',
      en: 'It may be a copy: compare identity papers.',
    },
  },
  'status-unknown': {
    title: { vi: 'Không tra được tình trạng của mã', en: 'The status of this code cannot be looked up' },
    advice: { vi: 'Cập nhật dữ liệu; đối chiếu giấy tờ bằng mắt.', en: 'Update the data; compare papers by eye.' },
  },
  isolation: {
    title: { vi: 'Đang cách ly tại nhà', en: 'Under home isolation' },
    advice: {
      vi: 'Mời sang bên, giữ khoảng cách, báo cán bộ y tế.',
      en: 'Ask to step aside, keep distance, tell the health officer.',
    },
  },
  'test-positive': {
    title: { vi: 'Kết quả xét nghiệm dương tính', en: 'Positive test' },
    advice: {
      vi: 'Mời sang bên, giữ khoảng cách, báo cán bộ y tế.',
      en: 'Ask to step aside, keep distance, tell the health officer.',
    },
  },
  symptoms: {
    title: { vi: 'Khai báo có triệu chứng (ho, sốt)', en: 'Declared symptoms (cough, fever)' },
    advice: {
      vi: 'Mời sang bên, giữ khoảng cách, báo cán bộ y tế.',
      en: 'Ask to step aside, keep distance, tell the health officer.',
    },
  },
  contact: {
    title: { vi: 'Khai báo có tiếp xúc người nghi nhiễm', en: 'Declared contact with a suspected case' },
    advice: {
      vi: 'Mời sang bên, giữ khoảng cách, báo cán bộ y tế.',
      en: 'Ask to step aside, keep distance, tell the health officer.',
    },
  },
  'epidemic-area': {
    title: { vi: 'Đến từ vùng dịch', en: 'Comes from an epidemic area' },
    advice: {
      vi: 'Hỏi nơi đi, kiểm tra giấy xét nghiệm, báo cán bộ y tế.',
      en: 'Ask where they come from, check the test paper, tell the health officer.',
    },
  },
  'pass-revoked': {
    title: { vi: 'Mã đã bị thu hồi', en: 'The pass was revoked' },
    advice: { vi: 'Đề nghị người dân liên hệ nơi cấp mã.', en: 'Ask the person to contact the issuer.' },
  },
  'pass-suspended': {
    title: { vi: 'Mã đang bị tạm dừng', en: 'The pass is suspended' },
    advice: { vi: 'Đề nghị người dân liên hệ nơi cấp mã.', en: 'Ask the person to contact the issuer.' },
  },
  'pass-expired': {
    title: { vi: 'Mã đã hết hạn', en: 'The pass has expired' },
    advice: { vi: 'Đề nghị người dân xin cấp lại mã.', en: 'Ask the person to have it issued again.' },
  },
  'pass-not-yet-valid': {
    title: { vi: 'Mã chưa có hiệu lực', en: 'The pass is not valid yet' },
    advice: { vi: 'Xem ngày hiệu lực trên mã.', en: 'See the day from which the pass is valid.' },
  },
  'multiple-events': {
    title: { vi: 'Mã chứa nhiều chứng nhận', en: 'The pass holds several certificates' },
    advice: { vi: 'Đề nghị trình mã chỉ có một chứng nhận.', en: 'Ask for a pass with a single certificate.' },
  },
  unsigned: {
    title: { vi: 'Mã không có chữ ký', en: 'The code is not signed' },
    advice: {
      vi: 'Đề nghị trình mã có chữ ký, hoặc đối chiếu giấy tờ.',
      en: 'Ask for a signed code, or compare papers.',
    },
  },
  'not-declared': {
    title: { vi: 'Chưa khai báo y tế, hoặc khai báo đã quá hạn', en: 'No health declaration, or one that is too old' },
    advice: {
      vi: 'Đề nghị khai báo y tế; vừa khai xong thì xem xác nhận trên điện thoại.',
      en: 'Ask for a declaration; if it was made just now, look at it on the phone.',
    },
  },
  'dose-too-recent': {
    title: { vi: 'Mới tiêm, chưa đủ số ngày quy định', en: 'The dose is too recent' },
    advice: { vi: 'Chưa đủ điều kiện hôm nay.', en: 'Not eligible today.' },
  },
  'recovery-too-old': {
    title: { vi: 'Khỏi bệnh đã quá lâu, không còn được tính', en: 'Recovered too long ago' },
    advice: { vi: 'Cần chứng nhận tiêm chủng.', en: 'A vaccination certificate is needed.' },
  },
  'not-vaccinated': {
    title: { vi: 'Chưa tiêm vắc xin', en: 'Not vaccinated' },
    advice: {
      vi: 'Dữ liệu sai? Phản ánh tại tiemchungcovid19.gov.vn hoặc gọi 1022.',
      en: 'Wrong data? Report it at tiemchungcovid19.gov.vn or call 1022.',
    },
  },
  'rule-failed': {
    title: { vi: 'Không đạt quy định', en: 'A rule is not met' },
    advice: { vi: 'Chưa đủ điều kiện theo quy định của nơi này.', en: 'Not eligible under the rules of this place.' },
  },
  'not-on-roster': {
    title: { vi: 'Không có trong danh sách được duyệt', en: 'Not on the approved list' },
    advice: { vi: 'Liên hệ đơn vị quản lý lao động.', en: 'Contact the employer’s office.' },
  },
  'outside-shift': {
    title: { vi: 'Ngoài ca làm việc của người này', en: 'Not within this person’s shift' },
    advice: { vi: 'Xem giờ ca được duyệt; gọi người quản lý ca.', en: 'See the approved shift; call its manager.' },
  },
  'quota-full': {
    title: { vi: 'Đã đủ số người của ca', en: 'The shift is full' },
    advice: { vi: 'Liên hệ đơn vị quản lý lao động.', en: 'Contact the employer’s office.' },
  },
  'no-data': {
    title: { vi: 'Chưa có dữ liệu tiêm chủng', en: 'No vaccination data' },
    advice: {
      vi: 'Dữ liệu sai? Phản ánh tại tiemchungcovid19.gov.vn hoặc gọi 1022.',
      en: 'Wrong data? Report it at tiemchungcovid19.gov.vn or call 1022.',
    },
  },
  vaccinated: {
    title: { vi: 'Đã tiêm vắc xin', en: 'Vaccinated' },
    advice: { vi: 'Mời vào.', en: 'Please enter.' },
  },
  recovered: {
    title: { vi: 'Đã khỏi bệnh, còn trong thời hạn', en: 'Recovered, within the time allowed' },
    advice: { vi: 'Mời vào.', en: 'Please enter.' },
  },
  'status-eligible': {
    title: { vi: 'Nơi cấp mã xác nhận đủ điều kiện', en: 'The issuer says: eligible' },
    advice: { vi: 'Mời vào.', en: 'Please enter.' },
  },
  'test-negative': {
    title: { vi: 'Xét nghiệm âm tính, còn hiệu lực', en: 'Tested negative, still valid' },
    advice: { vi: 'Mời vào.', en: 'Please enter.' },
  },
  'declared-normal': {
    title: { vi: 'Khai báo y tế bình thường', en: 'Health declaration normal' },
    advice: { vi: 'Mời vào.', en: 'Please enter.' },
  },
};

export const SCAN_AGAIN_TEXTS: { readonly [reason in ScanAgainReason]: ReasonText } = {
  unreadable: {
    title: { vi: 'Không đọc được', en: 'Could not be read' },
    advice: {
      vi: 'Đưa mã lại gần đầu đọc, tăng độ sáng màn hình.',
      en: 'Hold the code closer, turn the screen brighter.',
    },
  },
  'format-unknown': {
    title: { vi: 'Đây không phải mã QR cá nhân', en: 'This is not a personal pass' },
    advice: { vi: 'Mở đúng mã QR cá nhân rồi quét lại.', en: 'Open the personal QR code, then scan again.' },
  },
  malformed: {
    title: { vi: 'Mã bị hỏng', en: 'The code is damaged' },
    advice: {
      vi: 'Quét lại; nếu vẫn lỗi, xin cấp lại mã.',
      en: 'Scan again; if it fails again, have the code issued anew.',
    },
  },
};

export const SCAN_PROBLEM_TEXTS: { readonly [problem in ScanProblem]: Text } = {
  'too-long': { vi: 'dài quá 4096 ký tự', en: 'longer than 4096 characters' },
  'not-utf8': { vi: 'không phải văn bản UTF-8', en: 'not UTF-8 text' },
  'control-characters': { vi: 'chứa ký tự điều khiển', en: 'holds control characters' },
  empty: { vi: 'trống', en: 'empty' },
  incomplete: { vi: 'đầu đọc gửi thiếu một phần', en: 'a part of the scan got lost on its way from the scanner' },
  'input-method': {
    vi: 'bộ gõ đã làm sai chữ (tắt Telex/VNI)',
    en: 'an input method changed the text (turn Telex/VNI off)',
  },
  'no-known-format': { vi: 'không thuộc định dạng nào đã biết', en: 'no known format' },
  base45: { vi: 'lỗi mã hóa base45', en: 'base45 encoding' },
  'not-compressed': { vi: 'dữ liệu không nén', en: 'not compressed' },
  inflate: { vi: 'lỗi giải nén', en: 'decompression' },
  'inflate-too-large': { vi: 'giải nén quá 16 KiB', en: 'more than 16 KiB when decompressed' },
  cbor: { vi: 'lỗi CBOR', en: 'CBOR' },
  'cbor-too-deep': { vi: 'CBOR lồng quá 16 tầng', en: 'CBOR nested deeper than 16' },
  'cbor-duplicate-key': { vi: 'CBOR trùng khóa', en: 'CBOR with a duplicate key' },
  cose: { vi: 'không phải COSE_Sign1', en: 'not a COSE_Sign1 message' },
  cwt: { vi: 'thiếu nội dung CWT', en: 'CWT claims' },
  schema: { vi: 'nội dung chứng nhận sai cấu trúc', en: 'the certificate does not fit its schema' },
  fields: { vi: 'sai các trường của mã', en: 'fields of the code' },
  'seal-misplaced': { vi: 'dấu ký nằm sai chỗ', en: 'a seal in the wrong place' },
  jws: { vi: 'lỗi JWS', en: 'JWS' },
  'one-of-several': {
    vi: 'chỉ là một phần của chứng nhận chia thành nhiều mã',
    en: 'one part of a certificate that is spread over several codes',
  },
  'number-contradicts': {
    vi: 'số căn cước không khớp ngày sinh hoặc giới tính ghi bên cạnh',
    en: 'the identity number does not fit the birth date or sex beside it',
  },
  'number-length': { vi: 'số có độ dài không đúng', en: 'a number of a length that no code has' },
};

export const OVERRIDE_TEXTS: { readonly [reason in OverrideReason]: Text } = {
  'paper-checked': { vi: 'Đã kiểm tra giấy tờ', en: 'Papers checked' },
  emergency: { vi: 'Cấp cứu, khẩn cấp', en: 'Emergency' },
  'identity-confirmed': { vi: 'Đã xác nhận danh tính', en: 'Identity confirmed' },
  'phone-confirmed': { vi: 'Đã xác nhận qua điện thoại', en: 'Confirmed by telephone' },
  'papers-differ': { vi: 'Giấy tờ không khớp', en: 'Papers do not match' },
  'symptoms-seen': { vi: 'Có dấu hiệu bệnh', en: 'Shows signs of illness' },
  'refused-by-officer': { vi: 'Cán bộ không cho vào', en: 'Refused by the officer' },
  'other-duty': { vi: 'Công vụ', en: 'On duty' },
};

export const OUTAGE_TEXTS: { readonly [outage in Outage]: { readonly title: Text; readonly advice: Text } } = {
  'station-down': {
    title: {
      vi: 'Bộ xử lý của trạm đã dừng, đang khởi động lại',
      en: 'The station’s process stopped and is being restarted',
    },
    advice: { vi: 'Chờ vài giây.', en: 'Wait a few seconds.' },
  },
  'station-starting': {
    title: { vi: 'Đang khởi động', en: 'Starting' },
    advice: { vi: 'Chờ vài giây.', en: 'Wait a few seconds.' },
  },
  'station-hung': {
    title: { vi: 'Bộ xử lý của trạm không trả lời', en: 'The station’s process does not answer' },
    advice: {
      vi: 'Chờ vài giây; nếu lặp lại, khởi động lại máy.',
      en: 'Wait a few seconds; if it repeats, restart the machine.',
    },
  },
  'config-invalid': {
    title: { vi: 'Tệp station.json sai', en: 'station.json is wrong' },
    advice: { vi: 'Sửa tệp cấu hình theo thông báo.', en: 'Mend the configuration file as the message says.' },
  },
  'data-in-use': {
    title: { vi: 'Một trạm khác đang dùng dữ liệu này', en: 'Another station uses this data directory' },
    advice: { vi: 'Đóng chương trình kia rồi mở lại.', en: 'Close the other program, then start again.' },
  },
  'record-failed': {
    title: { vi: 'Không ghi được sổ', en: 'The ledger cannot be written' },
    advice: {
      vi: 'Chưa cho vào bằng máy này. Máy tự thử lại; nếu không hết, gọi kỹ thuật.',
      en: 'Admit nobody by this machine. It tries again by itself; if this stays, call for service.',
    },
  },
  'record-corrupt': {
    title: { vi: 'Sổ bị hỏng', en: 'The ledger is damaged' },
    advice: { vi: 'Không cho vào bằng máy này; gọi kỹ thuật.', en: 'Admit nobody by this machine; call for service.' },
  },
  'record-damaged': {
    title: { vi: 'Sổ bị hỏng, đang khôi phục', en: 'The ledger is damaged and is being restored' },
    advice: {
      vi: 'Chờ đến khi khôi phục xong; chưa cho vào bằng máy này.',
      en: 'Wait until it is restored; admit nobody by this machine.',
    },
  },
  'record-recovered': {
    title: { vi: 'Sổ đã được khôi phục', en: 'The ledger has been restored' },
    advice: {
      vi: 'Người phụ trách: nhấn F10, hoặc giữ nút trên màn hình, để xác nhận đã biết; máy sẽ hoạt động lại.',
      en: 'Person in charge: press F10, or hold the button, to confirm that you know; then the station goes on.',
    },
  },
  'record-from-the-future': {
    title: { vi: 'Sổ do phiên bản mới hơn ghi', en: 'The ledger was written by a newer version' },
    advice: { vi: 'Cài phiên bản mới của chương trình.', en: 'Install the newer version of the program.' },
  },
  'disk-full': {
    title: { vi: 'Ổ đĩa đầy', en: 'The disk is full' },
    advice: { vi: 'Giải phóng dung lượng; sổ đã ghi vẫn còn.', en: 'Free some space; what was recorded is safe.' },
  },
  'trust-missing': {
    title: { vi: 'Chưa có dữ liệu tin cậy', en: 'There is no trust data' },
    advice: { vi: 'Nạp khóa và danh sách từ mạng hoặc USB.', en: 'Load keys and lists from the network or USB.' },
  },
  'trust-invalid': {
    title: { vi: 'Dữ liệu tin cậy bị hỏng', en: 'The trust data is damaged' },
    advice: { vi: 'Nạp lại khóa và danh sách.', en: 'Load keys and lists again.' },
  },
  'trust-rolled-back': {
    title: {
      vi: 'Dữ liệu tin cậy cũ hơn bản máy đã dùng',
      en: 'The trust data is older than what this station has used',
    },
    advice: {
      vi: 'Có thể máy bị can thiệp: nạp lại khóa và danh sách mới, báo người phụ trách.',
      en: 'Somebody may have tampered: load new keys and lists, tell the person in charge.',
    },
  },
  'rules-missing': {
    title: { vi: 'Không có bộ quy định của địa phương', en: 'There is no rule pack for this locality' },
    advice: { vi: 'Nạp bộ quy định hoặc sửa station.json.', en: 'Load the rule pack or mend station.json.' },
  },
};

/** `title` goes behind the name of the device. */
export const DEVICE_CAUSE_TEXTS: { readonly [cause in DeviceCause]: { readonly title: Text; readonly advice: Text } } =
  {
    'port-permission': {
      title: { vi: 'chưa có quyền mở', en: 'no right to open it' },
      advice: {
        vi: 'Người phụ trách: thêm người dùng này vào nhóm dialout (sudo usermod -aG dialout TÊN), rồi đăng nhập lại.',
        en: 'Person in charge: add this user to the group dialout (sudo usermod -aG dialout NAME), then log in again.',
      },
    },
    'hid-permission': {
      title: { vi: 'chưa có quyền mở', en: 'no right to open it' },
      advice: {
        vi: 'Người phụ trách: chép tệp quy tắc 70-chot.rules vào /etc/udev/rules.d, rồi rút thiết bị ra cắm lại.',
        en: 'Person in charge: copy 70-chot.rules into /etc/udev/rules.d, then unplug the device and plug it in again.',
      },
    },
    'library-missing': {
      title: { vi: 'máy thiếu thư viện', en: 'a library is missing' },
      advice: {
        vi: 'Người phụ trách: cài thư viện bằng lệnh sudo apt install libudev1 libusb-1.0-0.',
        en: 'Person in charge: install it by sudo apt install libudev1 libusb-1.0-0.',
      },
    },
    ambiguous: {
      title: { vi: 'không rõ là thiết bị nào', en: 'which device is not clear' },
      advice: {
        vi: 'Có nhiều thiết bị giống nhau: chỉ cắm một cái, hoặc ghi rõ cái nào trong station.json.',
        en: 'Several alike are plugged in: plug in one alone, or say in station.json which one.',
      },
    },
    'layout-unknown': {
      title: { vi: 'chưa biết cách đọc', en: 'not known how to read it' },
      advice: {
        vi: 'Chuyển đầu đọc sang chế độ USB-COM, hoặc đặt "profile" trong station.json.',
        en: 'Set the reader to USB-COM, or set "profile" in station.json.',
      },
    },
    'mode-unreadable': {
      title: { vi: 'sai chế độ', en: 'wrong mode' },
      advice: {
        vi: 'Không đọc được chế độ này: chuyển đầu đọc sang USB-COM hoặc HID POS.',
        en: 'This mode cannot be read: set the reader to USB-COM or HID POS.',
      },
    },
    'mode-keyboard': {
      title: { vi: 'đang ở chế độ bàn phím', en: 'in keyboard mode' },
      advice: {
        vi: 'Chuyển đầu đọc sang USB-COM hoặc HID POS, hoặc ghi {"kind": "wedge"} trong station.json.',
        en: 'Set the reader to USB-COM or HID POS, or write {"kind": "wedge"} in station.json.',
      },
    },
  };
