import { setTimeout as after } from 'node:timers/promises';
import { BrowserWindow, ipcMain, MessageChannelMain, type WebContents } from 'electron';
import type { Link } from '../contract/bridge.ts';
import { APP_PAGE } from './app-files.ts';
import { PAGE_LOADED, STATION_LINK, STATION_PORT } from './channels.ts';
import { watchPage } from './page-watch.ts';
import { forbidNavigation } from './permissions.ts';
import type { StationHost } from './station-host.ts';

export type WindowOptions = {
  readonly preload: string;
  /** For development: an ordinary window that can be closed. Else full screen, and it stays. */
  readonly windowed: boolean;
  readonly onPageLoaded: () => void;
  readonly onPageGone: () => void;
};

export type CheckpointWindow = {
  readonly contents: WebContents;
  readonly tell: (link: Link) => void;
  readonly connect: (host: StationHost) => void;
  readonly letClose: () => void;
};

/** Until the page paints: the colour of "out of service", never one of a verdict. */
const BLANK = '#E6E6EA';
const RELOAD_AFTER_MS = 500;

/** Opens the one window of the checkpoint. */
export function openWindow(options: WindowOptions): CheckpointWindow {
  const window = new BrowserWindow({
    title: 'Chốt',
    backgroundColor: BLANK,
    width: 1366,
    height: 768,
    ...(options.windowed ? {} : { kiosk: true, fullscreen: true, frame: false }),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: options.windowed,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      enableWebSQL: false,
      webgl: false,
      // Verdicts sound without anybody having clicked, and timers run behind another window too.
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
    },
  });
  const { webContents: contents } = window;
  window.removeMenu();
  forbidNavigation(contents);
  forbidZoom(contents);
  bringBack(window, options.onPageGone);
  watchPage(contents);

  let mayClose = options.windowed;
  window.on('close', (event) => {
    if (!mayClose) event.preventDefault();
  });
  ipcMain.on(PAGE_LOADED, (event) => {
    if (event.senderFrame === contents.mainFrame) options.onPageLoaded();
  });
  void contents.loadURL(APP_PAGE);

  return {
    contents,
    tell: (link) => {
      if (!window.isDestroyed()) contents.send(STATION_LINK, link);
    },
    connect: (host) => {
      if (window.isDestroyed()) return;
      const { port1, port2 } = new MessageChannelMain();
      host.connectWindow(port1);
      contents.postMessage(STATION_PORT, null, [port2]);
    },
    letClose: () => {
      mayClose = true;
    },
  };
}

/** Pinch and Ctrl+wheel included. */
function forbidZoom(contents: WebContents): void {
  contents.on('did-finish-load', () => {
    void contents.setVisualZoomLevelLimits(1, 1);
    contents.setZoomLevel(0);
  });
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
}

/** A page whose process is gone is loaded again; the station does not notice, but for a new port. */
function bringBack(window: BrowserWindow, onGone: () => void): void {
  const { webContents: contents } = window;
  contents.on('render-process-gone', async (_event, details) => {
    process.stderr.write(`the page's process is gone: ${details.reason}\n`);
    onGone();
    await after(RELOAD_AFTER_MS);
    if (!window.isDestroyed()) contents.reload();
  });
}
