import { readNewestTrust } from '../../db/read-record.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { StationConfig } from '../contract/station-config.ts';
import { readStationConfig } from '../data-directory.ts';
import { rulesOf, trustOf } from '../trust-sources.ts';

/** What the station is, and the time zone in which its rule pack counts days. The error is a sentence for the terminal. */
export async function stationAndTimeZone(
  data: string,
): Promise<Result<{ readonly config: StationConfig; readonly timeZone: string }, string>> {
  const config = readStationConfig(data);
  if (!config.ok) return err(config.error.detail);
  const notBefore = readNewestTrust(data);
  if (!notBefore.ok) return err(`${notBefore.error.code}: ${notBefore.error.detail}`);
  const trust = await trustOf(data, config.value, { signers: [], notBefore: notBefore.value });
  if (!trust.ok) return err(String(trust.error));
  const pack = rulesOf(trust.value, config.value.locality);
  return pack.ok ? ok({ config: config.value, timeZone: pack.value.timeZone }) : err(String(pack.error));
}
