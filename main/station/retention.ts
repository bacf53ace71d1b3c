import type { Moment } from './moment.ts';
import type { StationPorts } from './ports.ts';

/**
 * Erases once a local day what was kept for `retentionDays`. Never by a doubtful clock, nor with stale trust: signed time
 * within the pack's hard limit is what speaks for the day that the clock shows, also after a restart.
 */
export function createRetention(
  ports: Pick<StationPorts, 'config'> & { readonly record: Pick<StationPorts['record'], 'eraseExpired'> },
): (moment: Moment) => void {
  let doneOn: string | null = null;
  return ({ day, clock, trustAge }) => {
    if (day === doneOn || clock !== 'ok' || trustAge.state === 'stale') return;
    const erased = ports.record.eraseExpired({
      today: day,
      vouched: trustAge.state !== 'unknown',
      retentionDays: ports.config.retentionDays,
      hasCentral: ports.config.central !== null,
    });
    if (erased.ok) doneOn = day;
  };
}
