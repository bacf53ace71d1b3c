/**
 * Runs in the page: what of the faces and panels is cut off, lies over something else, or leaves the glass; empty when all
 * fits. Text, for the page turns none into code and Playwright takes it so.
 */
export const WHAT_DOES_NOT_FIT = `(() => {
  const SLACK = 2;
  const found = [];
  const name = (element) => element.tagName.toLowerCase() + '.' + element.getAttribute('class');
  const visible = ({ width, height }) => width > 0 && height > 0;
  const within = (element, outer, whose) => {
    const box = element.getBoundingClientRect();
    const out =
      box.left < outer.left - SLACK || box.right > outer.right + SLACK || box.top < outer.top - SLACK || box.bottom > outer.bottom + SLACK;
    if (visible(box) && out) found.push(name(element) + ' leaves ' + whose);
  };
  // the set-up covers the lanes
  const lanes = document.querySelector('.set-up-panel') ? [] : document.querySelectorAll('.lane');
  for (const lane of lanes) {
    const plate = lane.querySelector('.ground-plate').getBoundingClientRect();
    for (const part of lane.querySelectorAll('p, h1, li, ul, button, .who, .why, .foot, .advise, .board')) within(part, plate, 'its lane');
    for (const part of lane.querySelectorAll('.face, .idle, .why, .who, .foot, .board, .bar, .phone, .word .first, .compare .first')) {
      if (part.scrollHeight > part.clientHeight + SLACK && !part.closest('.word, .compare, .phone')) found.push(name(part) + ' is too tall');
      if (part.scrollWidth > part.clientWidth + SLACK && part.clientWidth > 0) found.push(name(part) + ' is too wide');
    }
    const parts = [...lane.querySelectorAll('.sign .shape, .site, .way, .say, .advise, .who, .why > *, .face > .call, .foot, .bar, .board > *')]
      .map((part) => [name(part), part.getBoundingClientRect()])
      .filter(([, box]) => visible(box));
    parts.forEach(([one, a], index) => {
      for (const [other, b] of parts.slice(index + 1)) {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > SLACK && height > SLACK) found.push(one + ' lies over ' + other);
      }
    });
    const sign = lane.querySelector('.sign .shape')?.getBoundingClientRect();
    if (sign && Math.min(sign.width, sign.height) < (lane.dataset.tone === 'idle' ? 20 : 40)) found.push('the sign is too small to be seen');
  }
  const glass = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  for (const panel of document.querySelectorAll('.panel, .notice')) {
    within(panel, glass, 'the glass');
    for (const part of panel.querySelectorAll('*')) within(part, panel.getBoundingClientRect(), 'its panel');
  }
  const { scrollHeight, scrollWidth } = document.documentElement;
  if (scrollHeight > innerHeight || scrollWidth > innerWidth) found.push('the page scrolls');
  return found;
})()`;
