import { askBoard, type BoardAnswer } from '../../drivers/turnstile/ask-board.ts';
import { ConfiguredTurnstiles } from '../../drivers/turnstile/configured.ts';
import { HID_VARIANTS } from '../../drivers/turnstile/hid-variants.ts';
import { USBRELAY } from '../../drivers/turnstile/usbrelay-protocol.ts';
import { turnstileDevice } from '../contract/lane-devices.ts';
import type { StationConfig, TurnstileConfig } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';
import { ofLane } from './check-scanners.ts';
import { ofPortFailure, portDoubts } from './check-serial-device.ts';
import type { DeviceDesk } from './device-desk.ts';
import { doubtful, type Finding, failed, good, told } from './finding.ts';
import { ofOpenFailure } from './open-problem.ts';

/** Each board of station.json is opened and asked for the state of its relay. None is switched. */
export async function checkTurnstiles({ lanes, passage }: StationConfig, desk: DeviceDesk): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, turnstile } of lanes) {
    if (turnstile === null) continue;
    const device = ofLane(name, turnstileDevice(turnstile));
    findings.push(...(await ofBoard(device, turnstile, desk)));
    const times = { pulseMs: passage.pulseMs, windowMs: passage.windowSeconds * 1000 };
    if (!new ConfiguredTurnstiles(times).turnstile(turnstile).endsPulseItself)
      findings.push(staysOn(device, turnstile));
  }
  if (findings.length > 0) return findings;
  return [told({ vi: 'station.json không có cửa quay', en: 'station.json has no turnstile' })];
}

async function ofBoard(device: Text, config: TurnstileConfig, desk: DeviceDesk): Promise<Finding[]> {
  if (desk.station.length > 0) {
    const what = {
      vi: `${device.vi}: trạm đang chạy giữ nó, không hỏi chen vào`,
      en: `${device.en}: the running station has it, and is not interrupted`,
    };
    const todo = { vi: 'Xem trạng thái trên màn hình của trạm.', en: 'See its state on the station’s screen.' };
    return [told(what, {}, todo)];
  }
  const asked = await askBoard(config, desk);
  const path = 'path' in config ? config.path : null;
  if (asked.ok)
    return [
      answered(device, config, asked.value),
      ...ofContact(device, config, asked.value),
      ...(path === null ? [] : await portDoubts(path, device, desk)),
    ];
  if (config.kind === 'lcus' || config.kind === 'modbus') {
    return [await ofPortFailure(config.path, device, asked.error, desk)];
  }
  const ids = config.kind === 'usbrelay' ? USBRELAY : HID_VARIANTS[config.kind];
  const place = await hidPath(ids, desk);
  const holders = place === null ? [] : await desk.holders(place);
  const right = await desk.hidRight({ ...ids, path: place ?? '' });
  return [ofOpenFailure({ device, ...asked.error, holders, station: desk.station, right, others: [] })];
}

/** Of the first such board; null: there is none. */
async function hidPath(ids: { readonly vendorId: number; readonly productId: number }, { bus }: DeviceDesk) {
  const listed = await bus.list();
  if (!listed.ok) return null;
  const board = listed.value.find((each) => each.vendorId === ids.vendorId && each.productId === ids.productId);
  return board?.path ?? null;
}

function answered(device: Text, { kind }: TurnstileConfig, answer: BoardAnswer): Finding {
  const facts = { answer };
  if (answer === null) {
    if (kind === 'modbus' || kind === 'usbrelay') {
      return failed(
        {
          vi: `${device.vi}: mở được, nhưng bo mạch không trả lời`,
          en: `${device.en}: opens, but the board does not answer`,
        },
        kind === 'modbus'
          ? {
              vi: 'Kiểm tra nguồn của bo mạch, dây A/B, "baud" và "unit".',
              en: 'Look after the board’s power, wires A and B, "baud" and "unit".',
            }
          : {
              vi: 'Rút ra, cắm lại; nếu vẫn vậy, thay bo mạch.',
              en: 'Unplug it and plug it in again; if it stays silent, replace it.',
            },
        facts,
      );
    }
    return told(
      {
        vi: `${device.vi}: mở được; loại này có thể không báo trạng thái`,
        en: `${device.en}: opens; boards of this kind may tell no state`,
      },
      facts,
      { vi: 'Thử bằng chot doctor --test-turnstiles.', en: 'Try it with chot doctor --test-turnstiles.' },
    );
  }
  if (answer.relay === true) {
    return doubtful(
      { vi: `${device.vi}: rơ-le đang BẬT`, en: `${device.en}: its relay is ON` },
      {
        vi: 'Cửa đang mở: khởi động trạm, trạm tắt rơ-le trước tiên.',
        en: 'The gate is open: start the station, which switches it off before anything else.',
      },
      facts,
    );
  }
  if (answer.relay === null) {
    return failed(
      {
        vi: `${device.vi}: bo mạch trả lời, nhưng không có kênh này`,
        en: `${device.en}: the board answers, but not of this channel`,
      },
      kind === 'modbus'
        ? { vi: 'Xem lại "coil" và "unit" trong station.json.', en: 'Look at "coil" and "unit" in station.json.' }
        : { vi: 'Xem lại "channel" trong station.json.', en: 'Look at "channel" in station.json.' },
      facts,
    );
  }
  return good({ vi: `${device.vi}: trả lời, rơ-le đang tắt`, en: `${device.en}: answers, its relay is off` }, facts);
}

/** A contact that does not rest where nobody goes through can never show that somebody did not. */
function ofContact(device: Text, config: TurnstileConfig, answer: BoardAnswer): Finding[] {
  if (config.kind !== 'modbus' || answer?.contact === undefined) return [];
  const { contact } = answer;
  const facts = { passageInput: config.passageInput, contact };
  const said = (vi: string, en: string): Text => ({
    vi: `${device.vi}, ngõ vào ${config.passageInput}: ${vi}`,
    en: `${device.en}, input ${config.passageInput}: ${en}`,
  });
  if (contact === false) return [good(said('tiếp điểm qua cửa đang nghỉ', 'the passage contact is at rest'), facts)];
  if (contact === true) {
    const todo = {
      vi: 'Nếu không ai đang đi qua: tiếp điểm kẹt hoặc đấu ngược (dùng chân thường mở NO).',
      en: 'If nobody is going through: it is stuck, or wired the wrong way round (use NO, normally open).',
    };
    return [doubtful(said('tiếp điểm qua cửa đang đóng', 'the passage contact is closed'), todo, facts)];
  }
  const todo = {
    vi: 'Xem lại "passageInput" trong station.json; bo mạch phải có ngõ vào.',
    en: 'Look at "passageInput" in station.json; the board must have inputs.',
  };
  return [doubtful(said('không đọc được tiếp điểm qua cửa', 'the passage contact cannot be read'), todo, facts)];
}

function staysOn(device: Text, { kind }: TurnstileConfig): Finding {
  const flash =
    kind === 'modbus'
      ? { vi: ' Bo Waveshare: đặt "flashOn": true.', en: ' A Waveshare board: set "flashOn": true.' }
      : { vi: '', en: '' };
  return doubtful(
    {
      vi: `${device.vi}: bo mạch không tự ngắt xung; máy chết giữa xung thì rơ-le cứ bật`,
      en: `${device.en}: the board does not end the pulse itself, and stays on if the PC dies in it`,
    },
    {
      vi: `Chỉ đấu vào ngõ mở của bộ điều khiển ở chế độ xung, đừng đấu thẳng vào khóa.${flash.vi}`,
      en: `Put it before a controller in pulse mode, never straight on a lock.${flash.en}`,
    },
  );
}
