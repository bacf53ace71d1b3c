import { access, constants, stat } from 'node:fs/promises';
import type { HidScannerConfig } from '../../drivers/scanner/hid.ts';
import { type FoundHidScanner, findScanner, openHidScanner } from '../../drivers/scanner/open-hid-scanner.ts';
import { layoutsOf, type ReportLayout } from '../../drivers/scanner/report-layout.ts';
import type { SerialScannerConfig } from '../../drivers/scanner/serial.ts';
import { usbIds } from '../../drivers/usb-ids.ts';
import { hidDeviceName } from '../contract/lane-devices.ts';
import type { LaneConfig } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';
import { inDataDirectory } from '../data-directory.ts';
import { ofPortFailure, portDoubts } from './check-serial-device.ts';
import type { DeviceDesk } from './device-desk.ts';
import { doubtful, type Finding, failed, good, told } from './finding.ts';
import { type Holder, holderText } from './holders.ts';
import { ofOpenFailure } from './open-problem.ts';

const BAR_CODE_SCANNER_PAGE = 0x8c;

/** Each scanner of station.json is opened once and let go. */
export async function checkScanners(
  directory: string,
  lanes: readonly LaneConfig[],
  desk: DeviceDesk,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const lane of lanes) {
    if (lane.scanners.length === 0) {
      findings.push(told({ vi: `Làn ${lane.name}: không có đầu đọc`, en: `Lane ${lane.name}: no scanner` }));
    }
    for (const scanner of lane.scanners) {
      if (scanner.kind === 'serial') findings.push(...(await ofSerial(lane.name, scanner, desk)));
      else if (scanner.kind === 'hid') findings.push(...(await ofHid(lane.name, scanner, desk)));
      else if (scanner.kind === 'replay') {
        findings.push(await ofReplay(lane.name, inDataDirectory(directory, scanner.path)));
      } else {
        const what = {
          vi: `Làn ${lane.name}, bàn phím: không thể biết đầu đọc có cắm hay không`,
          en: `Lane ${lane.name}, keyboard: whether its scanner is plugged in cannot be known`,
        };
        findings.push(told(what, {}, { vi: 'Quét thử một mã trên màn hình.', en: 'Try a code at the screen.' }));
      }
    }
  }
  return findings;
}

export function ofLane(lane: string, device: string): Text {
  return { vi: `Làn ${lane}, ${device}`, en: `Lane ${lane}, ${device}` };
}

async function ofSerial(lane: string, { path, baud }: SerialScannerConfig, desk: DeviceDesk): Promise<Finding[]> {
  const device = ofLane(lane, path);
  const opened = await desk.openSerial({ path, baud }, { data() {}, closed() {} });
  const strangers = await strangersAt(path, desk);
  const readToo = strangers.map((stranger) => readsToo(device, stranger));
  if (!opened.ok) {
    const finding = await ofPortFailure(path, device, opened.error, desk);
    // The station has it, and others beside it; else whoever has it is named already.
    return finding.status === 'ok' ? [finding, ...readToo] : [finding];
  }
  await opened.value.close();
  const what = {
    vi: `${device.vi}: mở được (${baud} baud; quét thử để biết có đúng không)`,
    en: `${device.en}: opens (${baud} baud; only a scan shows whether that is right)`,
  };
  return [good(what, { lane, path, baud }), ...readToo, ...(await portDoubts(path, device, desk))];
}

/** Whoever has it open, and is not the station. */
async function strangersAt(path: string, desk: DeviceDesk): Promise<Holder[]> {
  const holders = await desk.holders(path);
  return holders.filter(({ pid }) => !desk.station.some((each) => each.pid === pid));
}

/** The lock of a port keeps out only those who ask for it; what another program reads, the station does not get. */
function readsToo(device: Text, stranger: Holder): Finding {
  const by = holderText(stranger);
  return doubtful(
    {
      vi: `${device.vi}: chương trình khác cũng mở cổng này và lấy mất mã quét: ${by.vi}`,
      en: `${device.en}: another program has it open too, and takes scans away: ${by.en}`,
    },
    { vi: 'Tắt chương trình đó.', en: 'Close that program.' },
    { stranger },
  );
}

async function ofReplay(lane: string, path: string): Promise<Finding> {
  const device = ofLane(lane, path);
  const isFile = await access(path, constants.R_OK)
    .then(() => stat(path))
    .then(
      (file) => file.isFile(),
      () => null,
    );
  if (isFile === true)
    return good({ vi: `${device.vi}: tệp quét thử`, en: `${device.en}: a file of scans, for trials` }, { lane, path });
  const todo = { vi: 'Xem lại đường dẫn trong station.json.', en: 'Look at the path in station.json.' };
  const what =
    isFile === null
      ? { vi: `${device.vi}: không đọc được`, en: `${device.en}: cannot be read` }
      : { vi: `${device.vi}: không phải tệp`, en: `${device.en}: is not a file` };
  return failed(what, todo, { lane, path });
}

async function ofHid(lane: string, config: HidScannerConfig, desk: DeviceDesk): Promise<Finding[]> {
  const { bus } = desk;
  const device = ofLane(lane, hidDeviceName(config));
  const place = await placeOf(config, desk);
  const holders = place === null ? [] : await desk.holders(place.path);
  let scanner: FoundHidScanner | null = null;
  const found = (each: FoundHidScanner) => {
    scanner = each;
  };
  const opened = await openHidScanner(config, bus, found, () => false)({ data() {}, closed() {} });
  if (!opened.ok) {
    const { problem, detail } = opened.error;
    const right = place === null ? await desk.portRight(config.path ?? '') : await desk.hidRight(place);
    const others = await scannersOf(desk);
    return [ofOpenFailure({ device, problem, detail, holders, station: desk.station, right, others })];
  }
  await opened.value.close();
  const { vi, en } = howItIsRead(config, scanner);
  const facts = { lane, path: place?.path ?? null };
  const findings = [good({ vi: `${device.vi}: mở được; ${vi}`, en: `${device.en}: opens; ${en}` }, facts)];
  const strangers = holders.filter(({ pid }) => !desk.station.some((each) => each.pid === pid));
  for (const stranger of strangers) {
    const by = holderText(stranger);
    findings.push(
      told(
        {
          vi: `${device.vi}: chương trình khác cũng đang đọc: ${by.vi}`,
          en: `${device.en}: another program reads it too: ${by.en}`,
        },
        { stranger },
        { vi: 'Tắt chương trình đó nếu không cần.', en: 'Close it, unless it is needed.' },
      ),
    );
  }
  return findings;
}

/** HID scanners that are there, by the ids that station.json takes. */
async function scannersOf({ bus }: DeviceDesk): Promise<string[]> {
  const listed = await bus.list();
  if (!listed.ok) return [];
  const scanners = listed.value.filter(({ usagePage }) => usagePage === BAR_CODE_SCANNER_PAGE);
  return [...new Set(scanners.map(usbIds))];
}

async function placeOf(config: HidScannerConfig, { bus }: DeviceDesk) {
  const listed = await bus.list();
  if (!listed.ok) return null;
  const found = findScanner(listed.value, config, config.path === null ? null : await bus.resolve(config.path));
  return found.ok ? found.value : null;
}

/** By which account of its reports, and where in them the data lies. */
function howItIsRead({ profile }: HidScannerConfig, scanner: FoundHidScanner | null): Text {
  const protocol = scanner?.protocol ?? null;
  if (scanner === null || protocol === null) throw new Error('a scanner that was opened can be read');
  const layout = protocol.kind === 'zebra-blocks' ? 'Zebra [len][data]' : protocol.layouts.map(layoutText).join('; ');
  if (profile !== 'auto')
    return {
      vi: `đọc theo "profile" trong station.json: ${layout}`,
      en: `read by the "profile" of station.json: ${layout}`,
    };
  const described = scanner.descriptor !== null && layoutsOf(scanner.descriptor).length > 0;
  return described
    ? { vi: `đọc theo bộ mô tả của chính nó: ${layout}`, en: `read by its own descriptor: ${layout}` }
    : {
        vi: `nó không tự mô tả, đọc theo bảng: ${layout}`,
        en: `it does not describe itself, read by the table: ${layout}`,
      };
}

/** Offsets as in the manuals, from the report id on. */
function layoutText({ reportId, length, aim, data, more }: ReportLayout): string {
  const parts = [
    `report ${reportId}`,
    length === null ? 'no length' : `length @${length}`,
    aim.length === 0 ? 'no AIM' : `AIM @${aim[0]}`,
    `data @${data.offset}+${data.size}`,
    more === null ? 'single' : `more @${more.offset}&${more.mask}`,
  ];
  return parts.join(', ');
}
