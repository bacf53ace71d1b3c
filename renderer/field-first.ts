import type { Face } from './face.ts';

/**
 * A verdict reaches the eye by its field of colour, and a bare field is painted in a fraction of the time that the words
 * take: so the field comes with the first frame, over all that stood there, and the words with the next.
 * @returns whether a field has changed; false: there is nothing to gain, all can be drawn at once
 */
export function showFields(place: ParentNode, faces: readonly Face[]): boolean {
  let changed = false;
  for (const { lane, tone } of faces) {
    const section = place.querySelector<HTMLElement>(`.lane[data-lane="${CSS.escape(lane)}"]`);
    const field = section?.querySelector<HTMLElement>('.first-field');
    if (!section || !field || section.dataset.tone === tone) continue;
    field.dataset.tone = tone;
    changed = true;
  }
  return changed;
}

/** Uncovers what was drawn meanwhile. */
export function endFields(place: ParentNode): void {
  for (const field of place.querySelectorAll<HTMLElement>('.first-field[data-tone]')) delete field.dataset.tone;
}

/** Frames of a page that is not painted (a covered window) do not come; then the words do not wait for them. */
const NO_FRAME_MS = 100;

/** Runs a task right after the next frame has been handed over. */
export function afterFrame(task: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    task();
  };
  setTimeout(once, NO_FRAME_MS);
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = once;
    port2.postMessage(null);
  });
}
