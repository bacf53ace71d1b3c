/** What the page has shown and what has reached it since `observed.forget()`. */
export type SeenByPage = {
  /** Faces that came up, in order. */
  readonly faces: string[];
  /** What stood in the panels that came up. */
  readonly panels: string[];
  readonly notices: string[];
  /** Events by which a page would take keys, lose its place or run what it should not. */
  readonly leaks: string[];
};

/** Runs in the page, once. Text, for the page turns none into code and Playwright takes it so. */
export const OBSERVE_PAGE = `{
  const root = document.documentElement;
  const observed = {
    seen: null,
    face: root.dataset.face,
    forget() { observed.seen = { faces: [], panels: [], notices: [], leaks: [] }; },
    state() {
      return {
        mark: observed.mark,
        location: location.href,
        entries: history.length,
        ratio: devicePixelRatio,
        scale: visualViewport.scale,
        size: [innerWidth, innerHeight],
        scrolled: [scrollX, scrollY],
        selected: String(getSelection()),
        scripts: document.scripts.length,
        frames: frames.length,
        editable: document.querySelectorAll('input, textarea, [contenteditable]').length,
      };
    },
    mark: Math.random(),
  };
  observed.forget();
  globalThis.observed = observed;
  new MutationObserver(() => {
    const { face } = root.dataset;
    if (face !== observed.face) observed.seen.faces.push(face);
    observed.face = face;
  }).observe(root, { attributeFilter: ['data-face'] });
  const names = (selector) => [...document.querySelectorAll(selector)].map((element) => element.className + ' ' + (element.querySelector('output')?.innerText ?? ''));
  new MutationObserver(() => {
    observed.seen.panels.push(...names('.panel'));
    observed.seen.notices.push(...names('.notice'));
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  const leaks = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'compositionstart', 'copy', 'cut',
    'selectstart', 'popstate', 'beforeunload', 'pagehide', 'securitypolicyviolation', 'error'];
  for (const type of leaks) addEventListener(type, () => observed.seen.leaks.push(type), true);
}`;
