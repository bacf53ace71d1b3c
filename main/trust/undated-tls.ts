import type { buildConnector } from 'undici';
import { examinedConnector, type TlsOptions } from './tls-path.ts';

/**
 * Connects over TLS also where the machine's clock is so wrong that the server's certificate is not valid by it: only for
 * what is public and proves itself, as signed time by its nonce and a TUF repository by its metadata, so that a station
 * under a wrong clock learns the time and renews its trust. Everything else about the certificate must be right.
 */
export function undatedConnector(options: TlsOptions): buildConnector.connector {
  const connect = examinedConnector(options);
  return (to, callback) => connect(to, null, callback);
}
