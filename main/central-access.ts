import { err, ok, type Result } from './contract/result.ts';
import type { StationConfig } from './contract/station-config.ts';
import { inDataDirectory } from './data-directory.ts';
import { readEnrolment } from './enrolment/enrolment-file.ts';
import { readStationKey } from './enrolment/station-key.ts';
import { signedTimeConnector } from './trust/signed-time-tls.ts';
import { type Credentials, createTokenSource, type TokenSource } from './upload/access-token.ts';
import { type ConnectionOptions, createConnection } from './upload/connection.ts';

/** How a station reaches its central, and proves who it is. */
export type CentralAccess = {
  readonly to: ConnectionOptions;
  readonly tokens: TokenSource;
};

export type CentralClocks = {
  /** The time that the station goes by, milliseconds since the epoch. */
  readonly now: () => number;
  /** The same where it was signed and the machine's clock is apart from it; null: certificates go by the machine's clock. */
  readonly signedTime: () => number | null;
};

export function centralAccess(
  directory: string,
  central: NonNullable<StationConfig['central']>,
  { now, signedTime }: CentralClocks,
): CentralAccess {
  const caFile = central.caFile === null ? null : inDataDirectory(directory, central.caFile);
  const connector: NonNullable<ConnectionOptions['connector']> = (options) => signedTimeConnector(options, signedTime);
  const tokens = createTokenSource({
    credentials: () => credentialsOf(directory, central.url),
    // The authority of the central is none for other hosts.
    connect: (url) =>
      createConnection({ url, connector, caFile: new URL(url).origin === new URL(central.url).origin ? caFile : null }),
    now,
    monotonic: () => performance.now(),
  });
  return { to: { url: central.url, caFile, connector }, tokens };
}

/** null: the station is not enrolled. The error is a sentence. */
function credentialsOf(directory: string, url: string): Result<Credentials | null, string> {
  const enrolment = readEnrolment(directory);
  if (!enrolment.ok || enrolment.value === null) return enrolment.ok ? ok(null) : enrolment;
  const { clientId, issuer, tokenEndpoint, keyThumbprint } = enrolment.value;
  if (enrolment.value.url !== url) {
    return err(
      `station.json names the central ${url}, but the station is enrolled at ${enrolment.value.url}: enrol it again`,
    );
  }
  const key = readStationKey(directory);
  if (!key.ok) return key;
  if (key.value?.thumbprint !== keyThumbprint) {
    return err('the key in keys/station-signing.pem is not the one that was enrolled: restore it, or enrol again');
  }
  return ok({ clientId, issuer, tokenEndpoint, privateKey: key.value.privateKey, kid: keyThumbprint });
}
