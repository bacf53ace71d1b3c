/**
 * LCUS (LC-tech) relay boards, 1 to 8 channels behind a CH340, 9600 8N1. A command is `A0 channel operation sum`, the sum
 * being that of the three bytes, modulo 256. `FF` asks for the states; boards that answer do so in text
 * (`CH1: ON \r\nCH2: OFF\r\n`, with differing spaces, as rzycki/lcus_relay and other drivers show); LCUS-1 often does not.
 */
export const LCUS_BAUD = 9600;

const START = 0xa0;
const STATUS = 0xff;

export function switchCommand(channel: number, on: boolean): Uint8Array {
  const operation = on ? 1 : 0;
  return Uint8Array.of(START, channel, operation, (START + channel + operation) & 0xff);
}

export function statusQuery(): Uint8Array {
  return Uint8Array.of(STATUS);
}

export type ChannelState = { readonly channel: number; readonly on: boolean };

const STATE = /CH *([1-8]) *: *(ON|OFF)(?=\s)/g;
const LONGEST_REPLY = 256;

/** Finds the states in what the board says, however it is cut; what is no state is passed over. */
export class StatusReader {
  #text = '';

  push(bytes: Uint8Array): ChannelState[] {
    this.#text += Buffer.from(bytes).toString('latin1');
    const states: ChannelState[] = [];
    let read = 0;
    for (const match of this.#text.matchAll(STATE)) {
      states.push({ channel: Number(match[1]), on: match[2] === 'ON' });
      read = match.index + match[0].length;
    }
    this.#text = this.#text.slice(read).slice(-LONGEST_REPLY);
    return states;
  }

  reset(): void {
    this.#text = '';
  }
}
