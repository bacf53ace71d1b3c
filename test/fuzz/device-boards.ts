import { Buffer } from 'node:buffer';
import { answerIn, awaitedAnswer } from '../../drivers/modbus-frame.ts';
import { VariantAnswers } from '../../drivers/turnstile/hid-variants.ts';
import { StatusReader } from '../../drivers/turnstile/lcus-protocol.ts';
import { readState } from '../../drivers/turnstile/usbrelay-protocol.ts';
import type { Piece } from './device-script.ts';
import { failed, type Outcome } from './target.ts';

export function checkLcus(pieces: readonly Piece[], byReports: boolean): Outcome {
  const reader = byReports ? new VariantAnswers() : new StatusReader();
  const said = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1');
  const heard = byReports ? said.replaceAll('\0', '') : said;
  let from = 0;
  let states = 0;
  for (const { bytes } of pieces) {
    for (const { channel, on } of reader.push(bytes)) {
      const told = new RegExp(`CH *${channel} *: *${on ? 'ON' : 'OFF'}`, 'g');
      told.lastIndex = from;
      if (told.exec(heard) === null) return failed('invented', `relay ${channel} ${on ? 'on' : 'off'}`);
      from = told.lastIndex;
      states++;
    }
  }
  return { ok: true, outcome: states === 0 ? 'no state' : 'states' };
}

export function checkUsbrelay([first]: readonly Piece[]): Outcome {
  const report = first?.bytes ?? new Uint8Array();
  const state = readState(report);
  if (state === null) return { ok: true, outcome: 'refused' };
  if (report.length < 8) return failed('invented', 'a state of too few bytes');
  if (state.serial.length !== 5) return failed('wrong-type', `a serial of ${state.serial.length}`);
  for (let relay = 1; relay <= 8; relay++)
    if (typeof state.isOn(relay) !== 'boolean') return failed('wrong-type', 'a relay');
  return { ok: true, outcome: 'state' };
}

/** The first piece is the request; what is answered must be of the same unit and function, or its refusal, with its CRC. */
export function checkModbus([request, ...answers]: readonly Piece[]): Outcome {
  const asked = request?.bytes ?? new Uint8Array();
  const awaited = awaitedAnswer(asked);
  let received = Buffer.alloc(0);
  for (const { bytes } of answers) {
    received = Buffer.concat([received, bytes]).subarray(-256);
    const answer = answerIn(received, awaited);
    if (answer === null) continue;
    const [unit = 0, code = 0] = answer;
    if (!received.includes(Buffer.from(answer))) return failed('invented', 'an answer that was not received');
    if (unit !== asked[0] || (code & 0x7f) !== ((asked[1] ?? 0) & 0x7f))
      return failed('invented', `of unit ${unit}, function ${code}`);
    if (crc(answer) !== 0) return failed('invented', 'a wrong CRC');
    return { ok: true, outcome: code > 127 ? 'a refusal' : 'an answer' };
  }
  return { ok: true, outcome: 'no answer' };
}

/** CRC-16/MODBUS; over a telegram and its own CRC it is zero. */
export function crc(telegram: Uint8Array): number {
  return telegram.reduce((sum, byte) => {
    let rest = sum ^ byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest % 2 === 1 ? 0xa001 : 0);
    return rest;
  }, 0xffff);
}
