import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PULSE_ABSENT, type PulseEffect, type PulseInput, type PulseState, relayPulse } from './relay-pulse.ts';

const PULSE_MS = 400;

class Machine {
  state: PulseState = PULSE_ABSENT;
  effects: PulseEffect[] = [];

  feed(...inputs: PulseInput[]): PulseEffect[] {
    this.effects = inputs.flatMap((input) => {
      const step = relayPulse(this.state, input, PULSE_MS);
      this.state = step.state;
      return step.effects;
    });
    return this.effects;
  }
}

const CONNECTED: PulseInput = { type: 'connected' };
const WRITTEN: PulseInput = { type: 'written', ok: true };
const NOT_WRITTEN: PulseInput = { type: 'written', ok: false };
const OFF: PulseInput = { type: 'status', on: false };
const ON: PulseInput = { type: 'status', on: true };
const PULSE: PulseInput = { type: 'pulse', purpose: 'admit' };
const LET_OUT: PulseInput = { type: 'pulse', purpose: 'let-out' };
const SILENT: PulseInput = { type: 'silent' };
const TIMEOUT: PulseInput = { type: 'timeout' };

function machineThat(...inputs: PulseInput[]): Machine {
  const machine = new Machine();
  machine.feed(...inputs);
  return machine;
}

const READY = [CONNECTED, WRITTEN, OFF] as const;

test('a board is ready only when its relay was switched off and says so', () => {
  const machine = machineThat(CONNECTED);
  expect(machine.effects[0]).toEqual({ type: 'switch', on: false });
  expect(machine.feed(WRITTEN)[0]).toEqual({ type: 'ask' });
  expect(machine.feed(OFF)[0]).toEqual({ type: 'tell', state: 'ready', confirmed: true });
});

test('a board that never answers is taken at its writes, and told so; one that answered before must go on answering', () => {
  const mute = machineThat(CONNECTED, WRITTEN, TIMEOUT, WRITTEN);
  expect(mute.feed(TIMEOUT)).toContainEqual({ type: 'tell', state: 'ready', confirmed: false });
  const machine = machineThat(...READY, PULSE, WRITTEN, TIMEOUT, WRITTEN);
  expect(machine.feed(TIMEOUT)[0]).toMatchObject({ type: 'tell', state: 'fault' });
});

test('a board whose first answer is lost is asked once more; one that answers late is held to answer from then on', () => {
  const once = machineThat(CONNECTED, WRITTEN, TIMEOUT);
  expect(once.effects[0]).toEqual({ type: 'switch', on: false });
  expect(once.feed(WRITTEN, OFF)).toContainEqual({ type: 'tell', state: 'ready', confirmed: true });
  const late = machineThat(CONNECTED, WRITTEN, TIMEOUT, WRITTEN, TIMEOUT, OFF, PULSE, WRITTEN, TIMEOUT, WRITTEN);
  expect(late.feed(TIMEOUT)[0]).toMatchObject({ type: 'tell', state: 'fault' });
});

test('a pulse is on, waits its length, and ends off', () => {
  const machine = machineThat(...READY);
  expect(machine.feed(PULSE)[0]).toEqual({ type: 'switch', on: true });
  expect(machine.feed(WRITTEN)).toEqual([
    { type: 'answer', result: { ok: true, value: undefined } },
    { type: 'wait', ms: PULSE_MS },
  ]);
  expect(machine.feed(TIMEOUT)[0]).toEqual({ type: 'switch', on: false });
  machine.feed(WRITTEN, OFF);
  expect(machine.state.name).toBe('ready');
});

test.each([
  ['is not written', [NOT_WRITTEN]],
  ['is not written in time', [TIMEOUT]],
  ['is twice said to be on still', [WRITTEN, ON, WRITTEN, ON]],
])('an end of a pulse that %s is a fault, and is tried again until it holds', (_name, failure) => {
  const machine = machineThat(...READY, PULSE, WRITTEN, TIMEOUT);
  expect(machine.feed(...failure)).toContainEqual(expect.objectContaining({ type: 'tell', state: 'fault' }));
  expect(machine.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'fault' } }]);
  expect(machine.feed(TIMEOUT)[0]).toEqual({ type: 'switch', on: false });
  expect(machine.feed(WRITTEN, OFF)).toContainEqual({ type: 'tell', state: 'ready', confirmed: true });
});

test('a relay that goes on at rest is switched off, and a board that falls silent at rest is a fault before it is needed', () => {
  expect(machineThat(...READY).feed(ON)[0]).toEqual({ type: 'switch', on: false });
  const silent = machineThat(...READY);
  expect(silent.feed(SILENT)).toContainEqual(expect.objectContaining({ type: 'tell', state: 'fault' }));
  expect(silent.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'fault' } }]);
  expect(silent.feed(TIMEOUT)[0]).toEqual({ type: 'switch', on: false });
});

test('while mending somebody is let out all the same, and the relay is switched off again after it', () => {
  const machine = machineThat(...READY, PULSE, WRITTEN, TIMEOUT, WRITTEN, TIMEOUT);
  expect(machine.state.name).toBe('mending');
  expect(machine.feed(LET_OUT)[0]).toEqual({ type: 'switch', on: true });
  expect(machine.feed(WRITTEN)).toContainEqual({ type: 'answer', result: { ok: true, value: undefined } });
  expect(machine.feed(TIMEOUT)[0]).toEqual({ type: 'switch', on: false });
  expect(machine.feed(WRITTEN, TIMEOUT)).toContainEqual(expect.objectContaining({ type: 'tell', state: 'fault' }));
});

test('a beginning that is not written is answered as a fault, and switched off in case it arrives', () => {
  const machine = machineThat(...READY, PULSE);
  const effects = machine.feed(NOT_WRITTEN);
  expect(effects).toContainEqual({ type: 'answer', result: { ok: false, error: 'fault' } });
  expect(effects).toContainEqual({ type: 'switch', on: false });
});

test('a second pulse is refused while one is on; between two, one is kept', () => {
  const machine = machineThat(...READY, PULSE, WRITTEN);
  expect(machine.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'busy' } }]);
  expect(machine.feed(TIMEOUT, PULSE).filter((effect) => effect.type === 'answer')).toEqual([]);
  expect(machine.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'busy' } }]);
  expect(machine.feed(WRITTEN, OFF)).toContainEqual({ type: 'switch', on: true });
});

test('an unplug answers what was asked, and the board is switched off first when it is back', () => {
  const machine = machineThat(...READY, PULSE);
  expect(machine.feed({ type: 'disconnected' })[0]).toEqual({
    type: 'answer',
    result: { ok: false, error: 'missing' },
  });
  expect(machine.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'missing' } }]);
  expect(machine.feed(CONNECTED)[0]).toEqual({ type: 'switch', on: false });
});

test('a stop in the middle of a pulse switches off before it ends, and gives up on a dead board', () => {
  const machine = machineThat(...READY, PULSE, WRITTEN);
  expect(machine.feed({ type: 'stop' })[0]).toEqual({ type: 'switch', on: false });
  expect(machine.feed(WRITTEN)).toContainEqual({ type: 'ended' });
  const dead = machineThat(...READY, { type: 'stop' }, TIMEOUT, TIMEOUT, TIMEOUT);
  expect(dead.feed(TIMEOUT)).toContainEqual({ type: 'ended' });
  expect(dead.feed(PULSE)).toEqual([{ type: 'answer', result: { ok: false, error: 'stopped' } }]);
});

test('whatever happens: each pulse is answered once, on needs a pulse, and while it may be on something will end it', () => {
  const happening = fc.constantFrom<PulseInput>(
    CONNECTED,
    { type: 'disconnected' },
    PULSE,
    LET_OUT,
    WRITTEN,
    NOT_WRITTEN,
    OFF,
    ON,
    SILENT,
    TIMEOUT,
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const machine = new Machine();
      let asked = 0;
      let answered = 0;
      let granted = 0;
      let ons = 0;
      let timer = false;
      const feed = (input: PulseInput) => {
        if (input.type === 'timeout' && !timer) return;
        if (input.type === 'timeout') timer = false;
        if (input.type === 'pulse') asked++;
        for (const effect of machine.feed(input)) {
          if (effect.type === 'wait') timer = effect.ms !== null;
          if (effect.type === 'switch' && effect.on) ons++;
          if (effect.type === 'answer') answered++;
          if (effect.type === 'answer' && effect.result.ok) granted++;
        }
        const quiet = ['absent', 'ready', 'stopped'].includes(machine.state.name);
        expect(timer).toBe(!quiet);
        expect(ons).toBeLessThanOrEqual(asked);
        expect(granted).toBeLessThanOrEqual(ons);
        expect(asked - answered).toBeLessThanOrEqual(1);
      };
      for (const each of happenings) feed(each);
      feed({ type: 'stop' });
      for (let count = 0; count < 10; count++) feed(TIMEOUT);
      expect({ name: machine.state.name, asked }).toEqual({ name: 'stopped', asked: answered });
    }),
  );
});
