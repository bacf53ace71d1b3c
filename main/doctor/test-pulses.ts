import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FileLock, lockFile } from '../../db/file-lock.ts';
import type { Turnstile } from '../../drivers/turnstile/turnstile.ts';
import type { DeviceState } from '../contract/messages.ts';
import type { LaneConfig } from '../contract/station-config.ts';
import type { Text } from '../contract/texts.ts';
import { ofLane } from './check-scanners.ts';
import { type Finding, failed, good, printable, told } from './finding.ts';

/** Long enough for a relay that was left on to be switched off, and shown to be. */
const READY_MS = 5000;
/** After the pulse the driver switches off and looks again. */
const SETTLE_MS = 1000;

export type PulseTest = {
  readonly directory: string;
  readonly lanes: readonly LaneConfig[];
  readonly pulseMs: number;
  readonly turnstileOf: (lane: LaneConfig) => Turnstile | null;
  /** Says what comes before it happens. */
  readonly announce: (what: Text) => void;
};

/**
 * One pulse of each turnstile. The writer lock is held meanwhile: where a station runs nothing is switched, and none starts
 * in between.
 */
export async function testPulses(test: PulseTest): Promise<Finding[]> {
  const lock = takeLock(test.directory);
  if (lock === null) {
    return [
      failed(
        {
          vi: 'Trạm đang chạy trên dữ liệu này: không thử cửa quay',
          en: 'A station runs on this data: no turnstile is tried',
        },
        { vi: 'Dừng trạm rồi thử lại.', en: 'Stop the station, then try again.' },
      ),
    ];
  }
  try {
    const findings: Finding[] = [];
    for (const lane of test.lanes) {
      const turnstile = test.turnstileOf(lane);
      if (turnstile !== null) findings.push(await onePulse(lane.name, turnstile, test));
    }
    return findings;
  } finally {
    lock.release();
  }
}

/** null: somebody has it. */
function takeLock(directory: string): FileLock | null {
  return lockFile(join(directory, 'writer.lock'));
}

async function onePulse(lane: string, turnstile: Turnstile, { pulseMs, announce }: PulseTest): Promise<Finding> {
  const device = ofLane(lane, turnstile.name);
  const states = new States();
  turnstile.start({ state: (state) => states.tell(state) });
  try {
    const before = await states.settled(READY_MS);
    if (before?.state !== 'ready') return unfit(device, before);
    announce({
      vi: `${device.vi}: MỞ MỘT LẦN, ${pulseMs} ms`,
      en: `${device.en}: OPENS ONCE, for ${pulseMs} ms`,
    });
    const pulsed = await turnstile.pulse('admit');
    if (!pulsed.ok) return unfit(device, states.last, pulsed.error);
    await sleep(pulseMs + SETTLE_MS);
    if (states.last?.state !== 'ready') return notShut(device, states.last);
    if (states.last.detail !== null) return unconfirmed(device);
  } finally {
    await turnstile.stop();
  }
  return good({
    vi: `${device.vi}: đã mở một lần rồi tắt; cửa có mở không thì nhìn cửa`,
    en: `${device.en}: was switched on once and off again; whether the gate opened, look at the gate`,
  });
}

function unfit(device: Text, state: DeviceState | null, problem = ''): Finding {
  const detail = printable([state?.state ?? '', problem, state?.detail ?? ''].filter(Boolean).join(', '));
  return failed(
    { vi: `${device.vi}: không mở được (${detail})`, en: `${device.en}: could not be opened (${detail})` },
    { vi: 'Xem bước về cửa quay ở trên.', en: 'See the step on turnstiles above.' },
    { state: state?.state ?? null, detail },
  );
}

/** It was switched on, and nothing shows that it is off. */
function notShut(device: Text, state: DeviceState | null): Finding {
  const detail = printable([state?.state ?? '', state?.detail ?? ''].filter(Boolean).join(', '));
  return failed(
    {
      vi: `${device.vi}: ĐÃ MỞ, KHÔNG THẤY TẮT (${detail})`,
      en: `${device.en}: WAS SWITCHED ON AND IS NOT KNOWN TO BE OFF (${detail})`,
    },
    {
      vi: 'Nhìn cửa ngay: nếu còn mở, ngắt nguồn bo mạch. Không dùng cửa này khi chưa sửa xong.',
      en: 'Look at the gate now: if it is open, switch off the board’s power. Do not use this gate until that is mended.',
    },
    { state: state?.state ?? null, detail },
  );
}

/** Boards that say nothing: the pulse is only what they were told. */
function unconfirmed(device: Text): Finding {
  return told(
    {
      vi: `${device.vi}: đã gửi lệnh mở rồi tắt; bo mạch này không báo lại`,
      en: `${device.en}: was told to switch on and off again; this board does not say whether it did`,
    },
    {},
    {
      vi: 'Nhìn cửa, nghe rơ-le: phải bật rồi tắt đúng một lần.',
      en: 'Look at the gate and listen to the relay: on and off, once.',
    },
  );
}

/** What a turnstile tells of itself. */
class States {
  last: DeviceState | null = null;
  #told: () => void = () => {};

  tell(state: DeviceState): void {
    this.last = state;
    if (state.state !== 'connecting') this.#told();
  }

  /** The first state that is one, or what there is when the time is over. */
  async settled(ms: number): Promise<DeviceState | null> {
    const known = new Promise<void>((resolve) => {
      this.#told = resolve;
    });
    if (this.last === null || this.last.state === 'connecting') {
      const over = new AbortController();
      await Promise.race([known, sleep(ms, undefined, { signal: over.signal }).catch(() => {})]);
      over.abort();
    }
    return this.last;
  }
}
