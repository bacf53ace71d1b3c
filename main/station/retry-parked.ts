import type { AppendProblem } from '../../db/record.ts';
import type { StationPorts } from './ports.ts';

/**
 * Rows that the central sent back are sent again, since an officer says so. The audit log tells of it first.
 * @returns what keeps the audit log from telling of it, so that nothing is sent; null: the officer knows what came of it
 */
export function retryParked({
  record,
  retryParked,
  show,
  uploads,
}: Pick<StationPorts, 'record' | 'retryParked' | 'show' | 'uploads'>): { readonly outage: AppendProblem } | null {
  const { configured, parked } = uploads();
  if (!configured || parked === 0) {
    show({ type: 'notice', notice: 'nothing-parked' });
    return null;
  }
  const event = { who: 'operator', from: 'screen', what: 'parked-retried', detail: { rows: parked } } as const;
  const audited = record.audit(event);
  if (!audited.ok) return { outage: audited.error };
  show({ type: 'notice', notice: 'parked-sent-again', count: retryParked() });
  return null;
}
