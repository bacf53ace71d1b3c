/** How densely a face or the set-up panel is set: each step says the same with less room, the last lets the least of the lines give way. */
const STEPS = ['roomy', 'snug', 'dense', 'very', 'least'] as const;

/**
 * Gives each face the roomiest setting in which all of it fits its lane, whatever the glass, the fonts and the words. Called
 * once what the faces say has changed, before they are painted: the layout that it asks for is the one that painting needs.
 * `new`: only those that have none yet.
 */
export function fitFaces(place: ParentNode, which: 'all' | 'new'): void {
  const unfitted = which === 'new' ? ':not([data-dense])' : '';
  for (const face of place.querySelectorAll<HTMLElement>(`:is(.face, .idle, .set-up-panel)${unfitted}`)) {
    for (const step of STEPS) {
      face.dataset.dense = step;
      if (fits(face)) break;
    }
  }
}

/** Heights are rounded to whole pixels. */
const SLACK_PX = 1;

function fits({ clientHeight, clientWidth, scrollHeight, scrollWidth }: HTMLElement): boolean {
  return scrollHeight <= clientHeight + SLACK_PX && scrollWidth <= clientWidth + SLACK_PX;
}
