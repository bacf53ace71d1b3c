import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { app, Menu, session } from 'electron';
import { defaultDataDirectory } from './data-directory.ts';
import { readAppFiles } from './shell/app-files.ts';
import { parseShellArguments } from './shell/arguments.ts';
import { childStation } from './shell/child-host.ts';
import { findNode } from './shell/find-node.ts';
import { hasGraphics } from './shell/graphics.ts';
import { denyAll } from './shell/permissions.ts';
import { registerAppScheme, serveApp } from './shell/protocol.ts';
import { isOnlyInstance } from './shell/single-instance.ts';
import type { StartStation, StationProgram } from './shell/station-host.ts';
import { type Supervision, supervise } from './shell/supervise.ts';
import { utilityStation } from './shell/utility-host.ts';
import { catchKeys } from './shell/wedge-keys.ts';
import { type CheckpointWindow, openWindow } from './shell/window.ts';

/** The app: one window, one station's process beside it, and nothing else. */
const OUT = join(import.meta.dirname, '..');
const STATION_SCRIPT = join(import.meta.dirname, 'station-process.js');
const EXIT = { failed: 1, usage: 2 } as const;

// A dialog would stand over the checkpoint for ever; whoever runs the appliance starts it again.
process.on('uncaughtException', (error) => {
  process.stderr.write(`the shell failed: ${error.stack ?? error.message}\n`);
  app.exit(EXIT.failed);
});

const given = parseShellArguments(ownArguments(), process.env);
if (!given.ok) end(given.error, EXIT.usage);
else if (app.commandLine.hasSwitch('no-sandbox') && process.getuid?.() !== 0) {
  end('the sandbox can be switched off for root only: start without --no-sandbox', EXIT.usage);
} else {
  if (app.commandLine.hasSwitch('no-sandbox')) {
    process.stderr.write('warning: running as root, so the page runs WITHOUT its sandbox; use an ordinary user\n');
  }
  start(resolve(given.value.data ?? defaultDataDirectory(process.env)), given.value.windowed);
}

function start(data: string, windowed: boolean): void {
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(data, 'window'));
  let window: CheckpointWindow | undefined;
  if (!isOnlyInstance(() => window?.contents.focus())) {
    return end(`another window runs on ${data}`, EXIT.failed);
  }
  registerAppScheme();
  if (!hasGraphics(process.platform)) app.disableHardwareAcceleration();
  Menu.setApplicationMenu(null);
  let supervision: Supervision | undefined;
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped || supervision === undefined) return;
    event.preventDefault();
    supervision.quit();
  });
  app.on('window-all-closed', () => app.quit());

  void app.whenReady().then(() => {
    // Electron's own handlers hear one signal and leave the next to kill the app in the middle of its orderly end.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
    // First: it opens the database while the window is still being made.
    supervision = supervise({
      startStation: stationHost({ script: STATION_SCRIPT, data }),
      connect: (host) => window?.connect(host),
      tell: (link) => window?.tell(link),
      quit: () => {
        stopped = true;
        window?.letClose();
        app.quit();
      },
    });
    denyAll(session.defaultSession);
    serveApp(session.defaultSession, readAppFiles(join(OUT, 'renderer')));
    window = openWindow({
      preload: join(OUT, 'preload', 'preload.cjs'),
      windowed,
      onPageLoaded: () => supervision?.pageLoaded(),
      onPageGone: () => supervision?.pageGone(),
    });
    catchKeys(
      window.contents,
      () => performance.now(),
      (keys) => supervision?.keys(keys),
    );
  });
}

/** Node-API 10 is what better-sqlite3 13 needs of the process that it runs in. */
function stationHost(program: StationProgram): StartStation {
  if (Number(process.versions.napi) >= 10) return utilityStation(program);
  const resources = app.isPackaged ? process.resourcesPath : null;
  return childStation(program, () => findNode({ named: process.env.CHOT_NODE, app: app.getAppPath(), resources }));
}

/** Electron started with the directory of an app keeps that directory among the arguments. */
function ownArguments(): string[] {
  const all = process.argv.slice(1);
  const directory = process.defaultApp ? all.findIndex((argument) => !argument.startsWith('-')) : -1;
  return all.filter((_argument, index) => index !== directory);
}

function end(message: string, status: number): void {
  process.stderr.write(`${message}\n`);
  app.exit(status);
}
