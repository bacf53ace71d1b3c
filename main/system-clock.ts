import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { StationClock } from './station/clock.ts';

/**
 * The machine's own clocks. `uptime` goes on while the machine sleeps: Linux gives it from the clock of the boot
 * (CLOCK_BOOTTIME, /proc/uptime), Windows from GetTickCount64; `monotonic` stands still meanwhile on Linux. A machine in a
 * frozen virtual machine knows of no time passing: only signed time tells it.
 */
export function systemClock(): StationClock {
  return {
    wall: Date.now,
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    uptime: () => uptime() * 1000,
    bootId: bootId(),
  };
}

/** Linux names each boot; elsewhere each start of the process counts as one, which orders rows no worse. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomUUID();
  }
}
