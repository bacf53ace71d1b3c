import type { OpenProblem } from '../../drivers/supervise.ts';
import { DEVICE_CAUSE_TEXTS, type Text } from '../contract/texts.ts';
import { doubtful, type Finding, failed, good, printable } from './finding.ts';
import { type Holder, holderText } from './holders.ts';

export type OpenFailure = {
  /** As an officer calls it: `lane A, /dev/…`. */
  readonly device: Text;
  readonly problem: OpenProblem;
  readonly detail: string;
  /** Who has it open or locked, as far as can be seen. */
  readonly holders: readonly Holder[];
  /** The station that runs on this data directory, if one does. */
  readonly station: readonly Holder[];
  /** What gives the right to open it. */
  readonly right: Text;
  /** What there is instead, such as ports of the same kind. */
  readonly others: readonly string[];
};

/** Why a device of station.json could not be opened, and what to do. */
export function ofOpenFailure(failure: OpenFailure): Finding {
  const { device, problem, station } = failure;
  const detail = printable(failure.detail);
  const facts = { problem, detail, holders: failure.holders };
  const said = (vi: string, en: string): Text => ({
    vi: `${device.vi}: ${vi} (${detail})`,
    en: `${device.en}: ${en} (${detail})`,
  });
  switch (problem) {
    case 'missing':
      return failed(said('không thấy', 'not found'), whatIsThere(failure.others), facts);
    case 'busy': {
      if (station.some(({ pid }) => failure.holders.some((holder) => holder.pid === pid))) {
        return good(
          { vi: `${device.vi}: trạm đang chạy dùng nó`, en: `${device.en}: the running station uses it` },
          facts,
        );
      }
      return ofBusy(failure, said('đang bị chiếm', 'in use'), facts);
    }
    case 'permission':
      return failed(
        said(DEVICE_CAUSE_TEXTS['hid-permission'].title.vi, DEVICE_CAUSE_TEXTS['hid-permission'].title.en),
        failure.right,
        facts,
      );
    case 'fault':
      if (NO_PORT.test(failure.detail))
        return failed(said('không phải cổng nối tiếp', 'is no serial port'), lookAtName(failure.others), facts);
      return failed(
        said('bị lỗi', 'faulty'),
        {
          vi: 'Rút ra, cắm lại; nếu vẫn lỗi, thử dây và cổng USB khác.',
          en: 'Unplug it and plug it in again; if it fails again, try another cable and socket.',
        },
        facts,
      );
    default: {
      const { title, advice } = DEVICE_CAUSE_TEXTS[problem];
      return failed(said(title.vi, title.en), advice, facts);
    }
  }
}

function ofBusy({ holders, station }: OpenFailure, what: Text, facts: Finding['facts']): Finding {
  if (holders.length > 0) {
    const [vi, en] = (['vi', 'en'] as const).map((language) =>
      holders.map((holder) => holderText(holder)[language]).join(', '),
    );
    return failed(
      what,
      { vi: `Tắt chương trình đang dùng nó: ${vi}.`, en: `Close the program that uses it: ${en}.` },
      facts,
    );
  }
  if (station.length > 0) {
    // Open files of another user's processes are not shown, so it is most probably that station.
    return doubtful(
      what,
      {
        vi: 'Có lẽ là trạm đang chạy; chạy lại bằng người dùng của trạm để biết chắc.',
        en: 'Probably by the running station; run this as the user of the station to be sure.',
      },
      facts,
    );
  }
  return failed(
    what,
    {
      vi: 'Không thấy được chương trình nào đang dùng nó: chạy lại với sudo để thấy.',
      en: 'Which program uses it cannot be seen: run this with sudo to see it.',
    },
    facts,
  );
}

/** A file, a folder, a pipe: ENOTTY and EISDIR. */
const NO_PORT = /inappropriate ioctl|is a directory/i;

function whatIsThere(others: readonly string[]): Text {
  return withOthers(
    {
      vi: 'Cắm lại dây USB, xem lại tên trong station.json',
      en: 'Plug its USB cable in again; look at its name in station.json',
    },
    others,
  );
}

function lookAtName(others: readonly string[]): Text {
  return withOthers({ vi: 'Xem lại tên trong station.json', en: 'Look at its name in station.json' }, others);
}

function withOthers({ vi, en }: Text, others: readonly string[]): Text {
  if (others.length === 0) return { vi: `${vi}.`, en: `${en}.` };
  return { vi: `${vi}. Đang có: ${others.join(', ')}`, en: `${en}. There is: ${others.join(', ')}` };
}
