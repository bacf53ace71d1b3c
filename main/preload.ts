import './shell/zod-jitless.ts';
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type ChotBridge, type Link, linkSchema } from './contract/bridge.ts';
import { fromWindowSchema, type ToWindow, toWindowSchema } from './contract/messages.ts';
import { PAGE_LOADED, PAGE_PING, PAGE_PONG, STATION_LINK, STATION_PORT } from './shell/channels.ts';

/**
 * Between the page and the station: keeps the current port, parses what goes either way, and gives the page the two
 * functions of ChotBridge. Bundled as CommonJS; runs sandboxed, apart from the page's own world.
 */
/** The part of the web's MessagePort that is used here; the page's types are not those of the rest of main/. */
type WindowPort = {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  addEventListener(type: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
};

const MAX_EARLY = 256;
let deliver: ((message: ToWindow | Link) => void) | null = null;
const early: (ToWindow | Link)[] = [];
let port: WindowPort | null = null;
let up = false;

function give(message: ToWindow | Link): void {
  if (message.type === 'link') up = message.up;
  if (deliver !== null) deliver(message);
  else if (early.length < MAX_EARLY) early.push(message);
}

ipcRenderer.on(STATION_PORT, (event: IpcRendererEvent) => {
  const [newPort] = event.ports as WindowPort[];
  if (newPort === undefined) return;
  port = newPort;
  newPort.onmessage = ({ data }) => {
    if (port !== newPort) return;
    const message = toWindowSchema.safeParse(data);
    if (message.success) give(message.data);
    else console.error('the station sent what no message schema knows', message.error.message);
  };
  newPort.addEventListener('close', () => {
    if (port !== newPort) return;
    port = null;
    // The shell tells why a moment later; nothing may stay on the screen until then.
    if (up) give({ type: 'link', up: false, outage: 'station-down', detail: '' });
  });
  newPort.start();
});

ipcRenderer.on(STATION_LINK, (_event, raw: unknown) => give(linkSchema.parse(raw)));

ipcRenderer.on(PAGE_PING, () => ipcRenderer.send(PAGE_PONG));

const bridge: ChotBridge = {
  subscribe(listener) {
    if (deliver !== null) throw new Error('the page has subscribed already');
    deliver = listener;
    for (const message of early.splice(0)) listener(message);
  },
  send(message) {
    const parsed = fromWindowSchema.safeParse(message);
    if (!parsed.success) throw new Error(`not a message to the station: ${parsed.error.message}`);
    port?.postMessage(parsed.data);
  },
};
contextBridge.exposeInMainWorld('chot', bridge);
ipcRenderer.send(PAGE_LOADED);
