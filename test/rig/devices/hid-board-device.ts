import { FakeUsbRelay, type UsbRelayOptions } from '../../../fixtures/devices/usb-relay.ts';
import { type ControlRequest, PlayedInterface } from './function-fs.ts';

type Kind = FakeUsbRelay['kind'];

/** The report descriptors of such boards: reports of eight bytes, without numbers. */
const FEATURE = '0600ff0901a101150026ff00750895080900b20201c0';
const IN_AND_OUT = '0600ff0901a101150026ff0075089508090181020902' + '9102c0';
const OUT = '0600ff0901a101150026ff0075089508090291' + '02c0';
const BOARDS = {
  usbrelay: { descriptor: FEATURE, output: false },
  'hid-5131': { descriptor: IN_AND_OUT, output: true },
  'hid-0519': { descriptor: OUT, output: false },
} as const;

/** Requests of the HID class (HID 1.11, 7.2), and the standard one for its descriptor. */
const GET_DESCRIPTOR = 0x06;
const GET_REPORT = 0x01;
const SET_REPORT = 0x09;
const [OUTPUT_REPORT, FEATURE_REPORT] = [2, 3];

/** A HID relay board on the guest's USB: a fake board, reached through the kernel's own usbhid and hidraw. */
export class HidBoardDevice {
  readonly board: FakeUsbRelay;
  readonly #interface: PlayedInterface;
  #user: Extract<Awaited<ReturnType<FakeUsbRelay['open']>>, { ok: true }>['value'] | null = null;

  constructor(kind: Kind, serial: string, options: UsbRelayOptions = {}) {
    this.board = new FakeUsbRelay(kind, serial, options);
    this.board.plug();
    const [entry] = this.board.entry();
    if (entry === undefined) throw new Error('a board that is plugged in has an entry');
    const { vendorId, productId, product, manufacturer } = entry;
    const { descriptor, output } = BOARDS[kind];
    const report = Buffer.from(descriptor, 'hex');
    const identity = { vendorId, productId, serial, product: product ?? '', manufacturer: manufacturer ?? '' };
    const commandsBy = options.commandsBy ?? 'feature';
    const taken = kind === 'usbrelay' && commandsBy === 'feature' ? FEATURE_REPORT : OUTPUT_REPORT;
    this.#interface = new PlayedInterface(
      identity,
      { descriptors: hidInterface(report.length, output ? 2 : 1), output },
      {
        answer: async (request) => (request.request === GET_DESCRIPTOR ? report : this.#answer(request)),
        takes: ({ request, value }) => request !== SET_REPORT || value >> 8 === taken,
        control: (request, data) => this.#take(request, data),
        output: (data) => void this.#user?.write(Uint8Array.of(0, ...data)),
      },
    );
    this.board.unplug();
  }

  async plug(): Promise<void> {
    this.board.plug();
    const opened = await this.board.open({
      data: (report) => void this.#interface.input(report),
      closed: () => {},
    });
    this.#user = opened.ok ? opened.value : null;
    await this.#interface.plug();
  }

  async unplug(): Promise<void> {
    this.#user = null;
    await this.#interface.unplug();
    this.board.unplug();
  }

  async remove(): Promise<void> {
    await this.#interface.remove();
  }

  async #answer({ request, value, length }: ControlRequest): Promise<Uint8Array | null> {
    if (request !== GET_REPORT || value >> 8 !== FEATURE_REPORT) return null;
    const report = await this.#user?.getFeature(value & 0xff, length);
    return report?.ok ? report.value : null;
  }

  #take({ request, value }: ControlRequest, data: Uint8Array): void {
    if (request !== SET_REPORT) return;
    // On the wire a report without a number has none before its data.
    const report = (value & 0xff) === 0 ? Uint8Array.of(0, ...data) : data;
    void (value >> 8 === FEATURE_REPORT ? this.#user?.sendFeature(report) : this.#user?.write(report));
  }
}

function hidInterface(reportLength: number, endpoints: number): Uint8Array {
  return Uint8Array.of(9, 4, 0, 0, endpoints, 3, 0, 0, 0, 9, 0x21, 0x11, 1, 0, 1, 0x22, reportLength, 0);
}
