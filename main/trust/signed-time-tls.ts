import { buildConnector } from 'undici';
import { examinedConnector, type TlsOptions, tlsSettings } from './tls-path.ts';

/**
 * Connects over TLS for what is secret. Where the station has heard signed time and its machine's clock is apart from it,
 * the dates of certificates are held against signed time, and the machine's clock speaks neither for a certificate nor
 * against it; else TLS goes by that clock, as anywhere.
 * @param signedTime milliseconds since the epoch; null: none was heard, or the machine's clock agrees with it
 */
export function signedTimeConnector(options: TlsOptions, signedTime: () => number | null): buildConnector.connector {
  const byMachine = buildConnector({ ...tlsSettings(options), rejectUnauthorized: true });
  const examined = examinedConnector(options);
  return (to, callback) => {
    const at = signedTime();
    if (at === null) byMachine(to, callback);
    else examined(to, at, callback);
  };
}
