import type { Sound } from '../face.ts';

/** One note: hertz, and seconds from the start and to the end of its sound. */
type Note = { readonly hertz: number; readonly from: number; readonly to: number; readonly gain: number };

const note = (hertz: number, from: number, length: number, gain = 0.5): Note => ({
  hertz,
  from,
  to: from + length,
  gain,
});

/** Told apart by number, height and direction of the notes, so that an officer need not look (DESIGN section 10). */
export const TONES: { readonly [sound in Sound]: readonly Note[] } = {
  rising: [note(659, 0, 0.11), note(988, 0.12, 0.18)],
  'low-double': [note(165, 0, 0.2, 0.9), note(165, 0.28, 0.28, 0.9)],
  'three-mid': [note(523, 0, 0.14, 0.7), note(523, 0.22, 0.14, 0.7), note(523, 0.44, 0.14, 0.7)],
  tick: [note(1480, 0, 0.035, 0.4)],
  soft: [note(440, 0, 0.22, 0.25)],
  'chime-each-minute': [note(784, 0, 0.25, 0.4), note(587, 0.28, 0.4, 0.4)],
};
