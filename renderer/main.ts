import { render } from 'lit-html';
import type { ChotBridge, Link } from '../main/contract/bridge.ts';
import type { ToWindow } from '../main/contract/messages.ts';
import { afterFrame, endFields, showFields } from './field-first.ts';
import { fitFaces } from './fit-glass.ts';
import { advance, EMPTY_PAGE, facesOf, marksOf, nextDeadline, type PageEvent } from './page.ts';
import type { Actions } from './screens/actions.ts';
import { pageView } from './screens/page.ts';
import { makePlayer } from './sound/player.ts';
import { warmUp } from './warm-up.ts';

declare global {
  interface Window {
    readonly chot: ChotBridge;
  }
}

const CHIME_EVERY_MS = 60_000;
const RELOAD_AFTER_MS = 1000;

const root = document.querySelector<HTMLElement>('#page');
if (root === null) throw new Error('index.html has no #page');
const place = root;

let page = EMPTY_PAGE;
let deadline: ReturnType<typeof setTimeout> | undefined;
let lastChime = performance.now();
const play = makePlayer(new AudioContext({ latencyHint: 'interactive' }));

const actions: Actions = {
  send: (message) => window.chot.send(message),
  tell: (event) => happen(event),
};

/** One event, one rendering in the same turn; of a new face the field alone, and the words a frame later. */
function happen(event: PageEvent): void {
  const before = page;
  page = advance(page, event, performance.now());
  const isFace = event.type === 'verdict' || event.type === 'override' || event.type === 'scan-again';
  if (isFace && showFields(place, facesOf(page))) afterFrame(() => draw(true));
  else draw(event.type !== 'time');
  // the page shut or refused a panel: its digits must not go on counting at the station
  const asked = event.type === 'panel' ? event.panel : before.panel;
  if (event.type !== 'link' && asked.kind !== 'none' && page.panel.kind === 'none') {
    actions.send({ type: 'close-panel' });
  }
  clearTimeout(deadline);
  const next = nextDeadline(page);
  if (next !== null) deadline = setTimeout(() => happen({ type: 'time' }), Math.max(0, next - performance.now()));
}

/** @param isNew the faces may say something else than they did */
function draw(isNew: boolean): void {
  render(pageView(page, Date.now() + (page.station?.aheadMs ?? 0), actions), place);
  // an idle face comes back by the passing of time
  fitFaces(place, isNew ? 'all' : 'new');
  endFields(place);
  const marks = marksOf(page);
  const { dataset } = document.documentElement;
  dataset.face = marks.tone;
  dataset.lane = marks.lane;
  dataset.seq = marks.seq === null ? '' : String(marks.seq);
}

function hear(message: ToWindow | Link): void {
  happen(message);
  if (message.type === 'link' && message.up) actions.send({ type: 'hello' });
  const isOfGate = message.type === 'notice' && message.lane !== undefined;
  if (isOfGate && page.station?.sounds !== false) play('three-mid');
  if (message.type !== 'verdict' && message.type !== 'override' && message.type !== 'scan-again') return;
  const sound = facesOf(page).find(({ lane }) => lane === message.lane)?.sound;
  if (sound && sound !== 'chime-each-minute') play(sound);
}

/** The clock on the screen, and the chime of a station that admits nobody. */
function everySecond(): void {
  happen({ type: 'time' });
  const chimes = facesOf(page).some(({ sound }) => sound === 'chime-each-minute');
  const now = performance.now();
  if (!chimes) lastChime = now;
  else if (now - lastChime >= CHIME_EVERY_MS) {
    lastChime = now;
    play('chime-each-minute');
  }
}

/** A fault of the page itself must not leave a face standing: nothing is shown that nobody looks after. */
function failShut(): void {
  document.documentElement.dataset.face = 'out-of-service';
  place.replaceChildren('NGỪNG PHỤC VỤ · OUT OF SERVICE');
  clearTimeout(deadline);
  clearInterval(ticking);
  setTimeout(() => location.reload(), RELOAD_AFTER_MS);
}

// Keys belong to the station: a scanner that types Enter must never press a button of the page.
const refuse = (event: Event) => event.preventDefault();
for (const type of ['keydown', 'keypress', 'keyup']) window.addEventListener(type, refuse, { capture: true });
for (const type of ['mousedown', 'contextmenu', 'dragstart', 'wheel']) {
  window.addEventListener(type, refuse, { capture: true, passive: false });
}

// what the glass and the fonts allow is known again
window.addEventListener('resize', () => draw(true));
void document.fonts.ready.then(() => draw(true));

window.addEventListener('error', failShut);
window.addEventListener('unhandledrejection', failShut);
const ticking = setInterval(everySecond, 1000);
warmUp();
draw(true);
window.chot.subscribe((message) => {
  try {
    hear(message);
  } catch (fault) {
    // what is thrown from here ends in the preload's world, where nobody would shut the page
    reportError(fault);
  }
});
actions.send({ type: 'hello' });
