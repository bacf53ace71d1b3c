import type { ToShell, ToWindow } from './contract/messages.ts';

/** The wires from the station's process to the shell and the window; what arrives on them is not parsed yet. */
export type ShellLink = {
  readonly toShell: (message: ToShell) => void;
  readonly toWindow: (message: ToWindow) => void;
  readonly onShell: (listener: (message: unknown) => void) => void;
  readonly onWindow: (listener: (message: unknown) => void) => void;
  readonly onGone: (listener: () => void) => void;
};

/** What Electron gives to a utility process; typed here because only the shell imports electron. */
type MessagePort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
};
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: MessagePort[] }) => void): void;
};

export function linkToShell(): ShellLink {
  const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;
  return parentPort === undefined ? childLink() : utilityLink(parentPort);
}

/** In a utilityProcess the window's port arrives from the shell, a new one whenever the window reloads. */
function utilityLink(parent: ParentPort): ShellLink {
  let port: MessagePort | null = null;
  let onWindow: (message: unknown) => void = () => {};
  let onShell: (message: unknown) => void = () => {};
  // Messages that come before the station is assembled wait for it.
  const early: unknown[] = [];
  parent.on('message', (event) => {
    const [newPort] = event.ports;
    if (newPort === undefined) return onShell(event.data);
    port = newPort;
    newPort.on('message', (message) => {
      if (early.length < 64) early.push(message.data);
      flush();
    });
    newPort.start();
  });
  let listening = false;
  function flush(): void {
    if (listening) for (const message of early.splice(0)) onWindow(message);
  }
  return {
    toShell: (message) => parent.postMessage(message),
    toWindow: (message) => port?.postMessage(message),
    onShell: (listener) => {
      onShell = listener;
    },
    onWindow: (listener) => {
      onWindow = listener;
      listening = true;
      flush();
    },
    onGone: () => {},
  };
}

/** As a child process everything goes through the shell, which relays the window's messages. */
function childLink(): ShellLink {
  let onWindow: ((message: unknown) => void) | null = null;
  let onShell: (message: unknown) => void = () => {};
  const early: unknown[] = [];
  process.on('message', (message: unknown) => {
    if (!isRelayed(message)) return onShell(message);
    if (onWindow !== null) onWindow(message.message);
    else if (early.length < 64) early.push(message.message);
  });
  return {
    toShell: (message) => process.send?.(message),
    toWindow: (message) => process.send?.({ type: 'window', message } satisfies ToShell),
    onShell: (listener) => {
      onShell = listener;
    },
    onWindow: (listener) => {
      onWindow = listener;
      for (const message of early.splice(0)) listener(message);
    },
    onGone: (listener) => process.on('disconnect', listener),
  };
}

function isRelayed(message: unknown): message is { type: 'window'; message: unknown } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'window' &&
    'message' in message
  );
}
