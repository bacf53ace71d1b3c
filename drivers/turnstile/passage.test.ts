import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followPassage, PASSAGE_NONE, type Passage, type PassageInput } from './passage.ts';

const WINDOW_MS = 5000;

/** Feeds the inputs, and a timeout whenever one is due before the next of them; afterwards until none is due. */
function told(...inputs: PassageInput[]): Passage[] {
  let state = PASSAGE_NONE;
  let due: number | null = null;
  const passages: Passage[] = [];
  const feed = (input: PassageInput) => {
    const step = followPassage(state, input, WINDOW_MS);
    state = step.state;
    due = step.due;
    passages.push(...step.told);
  };
  for (const input of inputs) {
    while (due !== null && 'at' in input && due <= input.at) feed({ type: 'timeout', at: due });
    feed(input);
  }
  while (due !== null) feed({ type: 'timeout', at: due });
  return passages;
}

const granted = (opening: string, at: number): PassageInput => ({ type: 'granted', opening, at });
const contact = (turning: boolean, at: number): PassageInput => ({ type: 'contact', turning, at });
const REST = contact(false, 0);

test.each<[string, PassageInput[], Passage[]]>([
  ['one who goes through', [REST, granted('a', 10), contact(true, 900)], [{ opening: 'a', outcome: 'passed' }]],
  ['one who does not', [REST, granted('a', 10)], [{ opening: 'a', outcome: 'not-passed' }]],
  [
    'one who goes through when nobody may, and so does a second one behind the first',
    [REST, granted('a', 10), contact(true, 900), contact(false, 1500), contact(true, 2000)],
    [
      { opening: 'a', outcome: 'passed' },
      { opening: null, outcome: 'forced' },
    ],
  ],
  [
    'two openings, and one turn: it is that of the first',
    [REST, granted('a', 10), granted('b', 600), contact(true, 900)],
    [
      { opening: 'a', outcome: 'passed' },
      { opening: 'b', outcome: 'not-passed' },
    ],
  ],
  [
    'a contact that bounces: one turn',
    [REST, granted('a', 10), granted('b', 20), contact(true, 900), contact(false, 910), contact(true, 920)],
    [
      { opening: 'a', outcome: 'passed' },
      { opening: 'b', outcome: 'not-passed' },
    ],
  ],
  ['a contact that is stuck', [contact(true, 0), granted('a', 10)], [{ opening: 'a', outcome: 'fault' }]],
  ['a contact that was never read', [granted('a', 10)], [{ opening: 'a', outcome: 'fault' }]],
  [
    'a board that goes away meanwhile',
    [REST, granted('a', 10), { type: 'lost' }],
    [{ opening: 'a', outcome: 'fault' }],
  ],
  [
    'the turn of the person before, still going on at the opening: none of its own',
    [REST, granted('a', 10), contact(true, 900), granted('b', 950), contact(false, 1500)],
    [
      { opening: 'a', outcome: 'passed' },
      { opening: 'b', outcome: 'not-passed' },
    ],
  ],
  ['a board that appears with its contact turning: nobody forced it', [contact(true, 0)], []],
])('%s', (_name, inputs, passages) => {
  expect(told(...inputs)).toEqual(passages);
});

test('whatever happens, each opening has one end, and there are no more passages than turns', () => {
  const happening = fc.record({
    after: fc.nat(3000),
    what: fc.constantFrom('granted', 'turning', 'rest', 'lost'),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      let at = 0;
      const inputs = happenings.map(({ after, what }, index): PassageInput => {
        at += after;
        if (what === 'lost') return { type: 'lost' };
        return what === 'granted' ? granted(`${index}`, at) : contact(what === 'turning', at);
      });
      const passages = told(...inputs);
      const openings = inputs.flatMap((input) => (input.type === 'granted' ? [input.opening] : []));
      const ended = passages.flatMap(({ opening }) => opening ?? []);
      expect([...ended].sort()).toEqual([...openings].sort());
      const turns = inputs.filter((input) => input.type === 'contact' && input.turning).length;
      const through = passages.filter(({ outcome }) => outcome === 'passed' || outcome === 'forced').length;
      expect(through).toBeLessThanOrEqual(turns);
    }),
  );
});
