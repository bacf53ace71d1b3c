import { app } from 'electron';

/** One window for each data directory: Electron's lock lies in the window's profile, which lies there. */
export function isOnlyInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}
