import type { MessagePortMain } from 'electron';
import { type FromShell, type ToShell, toShellSchema } from '../contract/messages.ts';

/** One run of the station's process, whatever kind of process it is. */
export type StationHost = {
  readonly post: (message: FromShell) => void;
  /** Hands the station the other end of the window's port; an older one is closed. */
  readonly connectWindow: (port: MessagePortMain) => void;
  /** SIGKILL: a hung process hears no other. */
  readonly kill: () => void;
};

export type StationListener = {
  readonly said: (message: Exclude<ToShell, { type: 'window' }>) => void;
  /** Exactly once, in the words of the operating system. Nothing is said after it. */
  readonly exited: (how: string) => void;
};

export type StartStation = (listener: StationListener) => StationHost;

/** The program that runs as the station, and its data directory. */
export type StationProgram = { readonly script: string; readonly data: string };

/** What the station said, or null: reported, and ignored. */
export function parseFromStation(raw: unknown): ToShell | null {
  const message = toShellSchema.safeParse(raw);
  if (message.success) return message.data;
  process.stderr.write('the station said something that no message schema knows; ignored\n');
  return null;
}

/** The shell's environment without what would change how a Node starts. */
export function stationEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const dangerous = ['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'NODE_CHANNEL_FD'];
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !dangerous.includes(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
