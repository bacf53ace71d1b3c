import type { Sound } from '../face.ts';
import { TONES } from './tones.ts';

/** Seconds in which a note swells and fades, so that it does not click. */
const EDGE = 0.008;

/** Plays tones through WebAudio. A new sound cuts off the one before: the lane has moved on. */
export function makePlayer(context: AudioContext): (sound: Sound) => void {
  let playing: readonly OscillatorNode[] = [];
  return (sound) => {
    for (const oscillator of playing) oscillator.stop();
    const start = context.currentTime;
    playing = TONES[sound].map(({ from, gain, hertz, to }) => {
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
      const envelope = new GainNode(context, { gain: 0 });
      envelope.gain.setValueAtTime(0, start + from);
      envelope.gain.linearRampToValueAtTime(gain, start + from + EDGE);
      envelope.gain.setValueAtTime(gain, start + to - EDGE);
      envelope.gain.linearRampToValueAtTime(0, start + to);
      oscillator.connect(envelope).connect(context.destination);
      oscillator.start(start + from);
      oscillator.stop(start + to);
      return oscillator;
    });
  };
}
