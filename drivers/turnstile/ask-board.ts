import { err, ok, type Result } from '../../main/contract/result.ts';
import type { TurnstileConfig } from '../../main/contract/station-config.ts';
import type { OpenError } from '../device-link.ts';
import { openModbus } from '../modbus-link.ts';
import type { OpenSerial } from '../serial-port.ts';
import { findHidRelay, type RelayHidBus } from './find-hid-relay.ts';
import type { HidRelayConfig } from './hid-relay.ts';
import { VariantAnswers, variantQuestion } from './hid-variants.ts';
import type { LcusConfig } from './lcus.ts';
import { LCUS_BAUD, StatusReader, statusQuery } from './lcus-protocol.ts';
import type { ModbusConfig } from './modbus.ts';
import { readState, STATE_LENGTH, STATE_REPORT } from './usbrelay-protocol.ts';

/**
 * What a board says when it is asked for the state of the relay that station.json names. `null`: it says nothing, as some
 * kinds never do; `relay: null`: it answers, and not of that relay, or refuses. `contact`: whether that of the passage is
 * turned; null: it cannot be read; left out: station.json names none.
 */
export type BoardAnswer = { readonly relay: boolean | null; readonly contact?: boolean | null } | null;

export type BoardPorts = { readonly openSerial: OpenSerial; readonly bus: RelayHidBus };

const ANSWER_MS = 500;

/** Opens the board once, asks, and lets it go. No relay is switched. */
export async function askBoard(
  config: TurnstileConfig,
  { openSerial, bus }: BoardPorts,
): Promise<Result<BoardAnswer, OpenError>> {
  switch (config.kind) {
    case 'lcus':
      return askLcus(config, openSerial);
    case 'modbus':
      return askModbus(config, openSerial);
    case 'usbrelay':
    case 'hid-5131':
    case 'hid-0519':
      return askHidRelay(config, bus);
  }
}

async function askLcus({ path, channel }: LcusConfig, open: OpenSerial): Promise<Result<BoardAnswer, OpenError>> {
  const status = new StatusReader();
  const heard = new Heard(channel);
  const opened = await open(
    { path, baud: LCUS_BAUD },
    { data: (bytes) => heard.take(status.push(bytes)), closed: () => heard.end() },
  );
  if (!opened.ok) return opened;
  const asked = await opened.value.write(statusQuery());
  const answer = asked.ok ? await heard.answer() : null;
  await opened.value.close();
  return asked.ok ? ok(answer) : err({ problem: 'fault', detail: asked.error });
}

async function askModbus(config: ModbusConfig, openSerial: OpenSerial): Promise<Result<BoardAnswer, OpenError>> {
  const opened = await openModbus(config, { data() {}, closed() {} }, openSerial);
  if (!opened.ok) return opened;
  const slave = opened.value.slave(config.unit);
  const coil = await slave.readCoil(config.coil);
  const input = config.passageInput === null ? null : await slave.readInput(config.passageInput);
  await opened.value.close();
  if (!coil.ok && !isRefusal(coil.error) && input?.ok !== true) return ok(null);
  const relay = coil.ok ? coil.value : null;
  return ok(input === null ? { relay } : { relay, contact: input.ok ? input.value : null });
}

/** Exception response (Modbus Application Protocol 1.1b3, section 7), in the words of modbus-serial. */
function isRefusal(error: string): boolean {
  return error.startsWith('Modbus exception');
}

async function askHidRelay(config: HidRelayConfig, bus: RelayHidBus): Promise<Result<BoardAnswer, OpenError>> {
  const answers = new VariantAnswers();
  const heard = new Heard(config.channel);
  const opened = await findHidRelay(config, bus, {
    data: (report) => heard.take(answers.push(report)),
    closed: () => heard.end(),
  });
  if (!opened.ok) return opened;
  const board = opened.value;
  let answer: BoardAnswer = null;
  if (config.kind === 'usbrelay') {
    const report = await board.getFeature(STATE_REPORT, STATE_LENGTH);
    const state = report.ok ? readState(report.value) : null;
    answer = state === null ? null : { relay: state.isOn(config.channel) };
  } else {
    const question = variantQuestion(config.kind);
    if (question !== null && (await board.write(question)).ok) answer = await heard.answer();
  }
  await board.close();
  return ok(answer);
}

/** Waits for the state of one channel, for as long as a board may take to answer. */
class Heard {
  readonly #channel: number;
  readonly #told = Promise.withResolvers<BoardAnswer>();
  #other = false;

  constructor(channel: number) {
    this.#channel = channel;
  }

  take(states: readonly { readonly channel: number; readonly on: boolean }[]): void {
    this.#other ||= states.length > 0;
    const own = states.find(({ channel }) => channel === this.#channel);
    if (own !== undefined) this.#told.resolve({ relay: own.on });
  }

  end(): void {
    this.#told.resolve(this.#other ? { relay: null } : null);
  }

  answer(): Promise<BoardAnswer> {
    const timer = setTimeout(() => this.end(), ANSWER_MS);
    return this.#told.promise.finally(() => clearTimeout(timer));
  }
}
