import { ipcMain, type WebContents } from 'electron';
import { PAGE_PING, PAGE_PONG } from './channels.ts';

const PING_EVERY_MS = 1_000;
/** A page that hangs would keep its last face, and that may be a green one. */
export const MISSED_PAGE_PINGS = 3;
/** A page that is still loading may take this many on a slow tablet. */
export const LOADING_PAGE_PINGS = 20;

export type PageWatch = { readonly alive: boolean; readonly missed: number };
export const LOADING_PAGE: PageWatch = { alive: false, missed: 0 };

/** One more ping without an answer so far: what is known now, or `hung`. Pure. */
export function nextPing(watch: PageWatch): PageWatch | 'hung' {
  const limit = watch.alive ? MISSED_PAGE_PINGS : LOADING_PAGE_PINGS;
  return watch.missed >= limit ? 'hung' : { ...watch, missed: watch.missed + 1 };
}

/** Ends the process of a page that no longer answers; the window loads it again. SIGKILL: it may not even hear the shell. */
export function watchPage(contents: WebContents): void {
  let watch = LOADING_PAGE;
  ipcMain.on(PAGE_PONG, (event) => {
    if (event.senderFrame === contents.mainFrame) watch = { alive: true, missed: 0 };
  });
  let gone = false;
  contents.on('render-process-gone', () => {
    gone = true;
  });
  contents.on('did-start-loading', () => {
    gone = false;
    watch = LOADING_PAGE;
  });
  const timer = setInterval(() => {
    if (gone) return;
    const next = nextPing(watch);
    watch = next === 'hung' ? LOADING_PAGE : next;
    if (next !== 'hung') return contents.send(PAGE_PING);
    process.stderr.write('the page hangs; ending its process\n');
    process.kill(contents.getOSProcessId(), 'SIGKILL');
  }, PING_EVERY_MS);
  contents.on('destroyed', () => clearInterval(timer));
}
