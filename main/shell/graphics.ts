import { readdirSync } from 'node:fs';

/**
 * Whether Chromium may try the graphics processor. On a Linux without one (a virtual machine, Xvfb) its process fails at
 * the start, and now and then a page that is just then waiting for it hangs for 10 s, before it has shown anything: seen
 * in one start of ten with Electron 33, in none of 80 with the attempt switched off.
 */
export function hasGraphics(platform: NodeJS.Platform, devices: string = '/dev/dri'): boolean {
  if (platform !== 'linux') return true;
  try {
    return readdirSync(devices).some((name) => name.startsWith('renderD'));
  } catch {
    return false;
  }
}
