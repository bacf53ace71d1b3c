import { Buffer } from 'node:buffer';
import { PROFILE_LAYOUTS } from '../../drivers/scanner/known-scanners.ts';
import {
  HAND_HELD_DESCRIPTOR,
  hidPosReports,
  OPAQUE_DESCRIPTOR,
  zebraBlocks,
} from '../../fixtures/devices/hid-scanner.ts';
import { checkLcus, checkModbus, checkUsbrelay, crc } from './device-boards.ts';
import { checkKeys, keyPieces } from './device-keys.ts';
import { checkContent, checkDescriptor, checkReports, checkSerial, checkZebra } from './device-scans.ts';
import { decodeScript, encodeScript, mutateScript, type Piece } from './device-script.ts';
import type { PassCorpus } from './pass-corpus.ts';
import { Random } from './random.ts';
import { type Outcome, type Target, thrown } from './target.ts';

/** Texts that scanners read. */
export type DeviceCorpus = { readonly texts: readonly { readonly name: string; readonly text: string }[] };

export function deviceCorpus({ passes }: PassCorpus): DeviceCorpus {
  return { texts: passes };
}

type Kind = {
  /** What a device in good order gives of a text, or answers. */
  pieces(text: string, random: Random): Piece[];
  check(pieces: readonly Piece[]): Outcome;
};

const inTurn = (parts: readonly Uint8Array[], after = 4): Piece[] => parts.map((bytes) => ({ after, bytes }));
const chunks = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
const TERMINATORS = ['\r', '\n', '\r\n', '\x03', ''] as const;
const AROUND = ['', ']Q1', ']Q2\\000026', '\\000026', ']Q2\\000003', ']d4', ']z3\\000170', '\x02', '\ufeff'] as const;

function reports(shape: 'honeywell' | 'newland' | 'shifted'): Kind {
  return {
    pieces: (text) => inTurn(hidPosReports(text, shape)),
    check: (pieces) => checkReports(pieces, [PROFILE_LAYOUTS[shape]], shape),
  };
}

function telegram(...body: number[]): Uint8Array {
  const sum = crc(Uint8Array.from(body));
  return Uint8Array.from([...body, sum & 0xff, sum >> 8]);
}

function modbusExchange(random: Random): Uint8Array[] {
  const unit = 1 + random.below(3);
  switch (random.below(4)) {
    case 0:
      return Array(2).fill(telegram(unit, 5, random.below(3), 0, random.pick([0, 0xff]), 0));
    case 1:
      return [telegram(unit, 1, 0, 0, 0, 8), telegram(unit, 1, 1, random.below(256))];
    case 2:
      return [telegram(unit, 2, 0, 0, 0, 1), telegram(unit, 2, 1, random.below(2))];
    default:
      return [telegram(unit, 5, 0, 9, 0xff, 0), telegram(unit, 0x85, 2)];
  }
}

function states(random: Random): string {
  const line = (relay: number) =>
    `CH${relay}:${random.pick(['', ' '])}${random.pick(['ON ', 'OFF', 'ON', 'OFF '])}\r\n`;
  return Array.from({ length: 1 + random.below(8) }, (_, at) => line(at + 1)).join('');
}

const KINDS: Readonly<Record<string, Kind>> = {
  serial: {
    pieces(text, random) {
      const scan = `${random.pick(AROUND)}${text}${random.pick(TERMINATORS)}`;
      return inTurn(chunks(Buffer.from(scan), random.pick([1, 16, 64, 4096])), random.pick([0, 1, 4, 60]));
    },
    check: checkSerial,
  },
  'hid honeywell': reports('honeywell'),
  'hid newland': reports('newland'),
  'hid shifted': reports('shifted'),
  zebra: { pieces: (text) => inTurn(zebraBlocks(`${text}\r`)), check: checkZebra },
  descriptor: {
    pieces: (text, random) =>
      inTurn([random.once(5) ? OPAQUE_DESCRIPTOR : HAND_HELD_DESCRIPTOR, ...hidPosReports(text).slice(0, 8)]),
    check: checkDescriptor,
  },
  content: {
    pieces: (text, random) => inTurn([Buffer.from(random.pick(AROUND)), Buffer.from(text)]),
    check: checkContent,
  },
  keys: {
    pieces: (text, random) =>
      keyPieces(`${text.replaceAll(/[^ -~]/g, '').slice(0, 250)}\r`, random.pick([0, 1, 10, 19, 45])),
    check: (pieces) => checkKeys(pieces, false),
  },
  'keys at a panel': {
    pieces: (text, random) => keyPieces(`${text.replaceAll(/[^ -~]/g, '').slice(0, 3 + random.below(12))}\r`, 10),
    check: (pieces) => checkKeys(pieces, true),
  },
  lcus: {
    pieces: (_text, random) => inTurn(chunks(Buffer.from(states(random)), random.pick([1, 7, 100]))),
    check: (pieces) => checkLcus(pieces, false),
  },
  'hid-5131': {
    pieces: (_text, random) =>
      inTurn(
        chunks(Buffer.from(states(random)), 8).map((part) => Buffer.concat([part, Buffer.alloc(8 - part.length)])),
      ),
    check: (pieces) => checkLcus(pieces, true),
  },
  usbrelay: {
    pieces: (_text, random) =>
      inTurn([
        Buffer.from([...(random.once(2) ? [] : [random.below(2)]), ...Buffer.from('CHOT1'), 0, 0, random.below(256)]),
      ]),
    check: checkUsbrelay,
  },
  modbus: { pieces: (_text, random) => inTurn(modbusExchange(random)), check: checkModbus },
};
const NAMES = Object.keys(KINDS) as [string, ...string[]];

/** Everything between a device’s wire and what the station takes for a scan, a key or the state of a relay. */
export async function deviceTarget({ texts }: DeviceCorpus): Promise<Target> {
  if (texts.length === 0) throw new Error('the corpus is empty');
  const pick = (random: Random) => texts[random.below(texts.length)] ?? { name: '', text: '' };
  return {
    make(seed, input) {
      const random = new Random(seed, input);
      const name = random.pick(NAMES);
      const kind = KINDS[name];
      const from = pick(random);
      const pieces = kind?.pieces(from.text, random) ?? [];
      const other = kind?.pieces(pick(random).text, random) ?? [];
      return { from: from.name, kind: name, bytes: encodeScript(mutateScript(pieces, random, other)), text: null };
    },
    check({ kind, bytes }) {
      try {
        const checked = KINDS[kind];
        if (checked === undefined) throw new Error(`no kind ${kind}`);
        return checked.check(decodeScript(bytes));
      } catch (error) {
        return thrown(error);
      }
    },
  };
}
