/** The words of the venue poster, after the pattern in the letter of Bắc Kạn, annex 1, section 2.2 (seed 001). */

export type Bilingual = { readonly vi: string; readonly en: string };

export const HEADING = 'CHUNG TAY PHÒNG, CHỐNG DỊCH COVID-19';
export const SUBHEADING: Bilingual = {
  vi: 'Quét mã QR xác nhận ra/vào địa điểm công cộng',
  en: 'Scan the QR code on your way in and out',
};
export const UNIT_LABEL = 'Mã QR của đơn vị · QR code of';
export const GUIDE: Bilingual = { vi: 'Hướng dẫn sử dụng', en: 'How to use' };
export const NO_PHONE: Bilingual = {
  vi: 'Không có điện thoại? Đưa thẻ QR cá nhân cho nhân viên.',
  en: 'No phone? Show your personal QR card to the staff.',
};

/**
 * Applications are data: posters of 2021 went on naming Bluezone and NCOVI after both were shut down, and people were
 * sent looking for them. Without any the poster speaks of the health-declaration application.
 */
export function steps(apps: readonly string[]): readonly Bilingual[] {
  const vi = apps.length > 0 ? apps.join(' hoặc ') : 'ứng dụng khai báo y tế';
  const en = apps.length > 0 ? apps.join(' or ') : 'your health-declaration app';
  return [
    {
      vi: `Mở ${vi} trên điện thoại. Nếu chưa có, hãy vào CH Play hoặc App Store để cài đặt.`,
      en: `Open ${en}. Not installed yet? Get it from Google Play or the App Store.`,
    },
    {
      vi: 'Chọn Quét mã QR và hướng máy về mã QR của chúng tôi ở bên cạnh.',
      en: 'Choose Scan QR and point the camera at the code on the left.',
    },
    {
      vi: 'Quét mỗi lần vào và mỗi lần ra.',
      en: 'Scan each time you enter and each time you leave.',
    },
  ];
}
