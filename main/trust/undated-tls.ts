import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, getCACertificates, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';

/** What Node says of a certificate that only the clock speaks against. */
const DATED: ReadonlySet<unknown> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED']);
/** Intermediate authorities between a server's certificate and a known one. */
const MAX_INTERMEDIATES = 4;

export type UndatedTlsOptions = {
  /** PEM of the only authorities to trust; null: the public ones. */
  readonly ca: string | null;
  readonly timeoutMs: number;
};

/**
 * Connects over TLS also where the machine's clock is so wrong that the server's certificate is not valid by it: only for
 * what is public and proves itself, as signed time by its nonce and a TUF repository by its metadata, so that a station
 * under a wrong clock learns the time and renews its trust. Everything else about the certificate must be right. OpenSSL
 * tells the last error alone, and Node then compares no names, so a date can hide a stranger's certificate: the path to a
 * known authority and the name are checked here once more.
 */
export function undatedConnector({ ca, timeoutMs }: UndatedTlsOptions): buildConnector.connector {
  const connect = buildConnector({
    ...(ca === null ? {} : { ca }),
    rejectUnauthorized: false,
    allowH2: false,
    maxCachedSessions: 0,
    timeout: timeoutMs,
  });
  return (options, callback) =>
    connect(options, (...[error, socket]: buildConnector.CallbackArgs) => {
      if (error !== null) return callback(error, null);
      const refusal = examine(socket, options.servername ?? options.hostname, ca);
      if (refusal === null) return callback(null, socket);
      socket.destroy();
      callback(refusal, null);
    });
}

/** What cannot be examined is refused: an exception here would be nobody's. */
function examine(...question: Parameters<typeof refusalOf>): Error | null {
  try {
    return refusalOf(...question);
  } catch (error) {
    return tlsError('CERT_UNREADABLE', `the certificate cannot be examined: ${(error as Error).message}`);
  }
}

function refusalOf(socket: Socket, host: string, ca: string | null): Error | null {
  if (!(socket instanceof TLSSocket) || socket.authorized) return null;
  const code = String(socket.authorizationError);
  if (!DATED.has(code)) return tlsError(code, `the server's certificate is refused: ${code}`);
  const [leaf, ...presented] = presentedBy(socket);
  const authorities = (ca === null ? getCACertificates('default') : splitPem(ca)).map(
    (pem) => new X509Certificate(pem),
  );
  if (leaf === undefined || !leadsTo(authorities, leaf, presented, MAX_INTERMEDIATES)) {
    return tlsError('SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is of no known authority, and out of date');
  }
  return checkServerIdentity(host, leaf.toLegacyObject()) ?? null;
}

function presentedBy(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length <= MAX_INTERMEDIATES) {
    chain.push(next);
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}

function leadsTo(
  authorities: readonly X509Certificate[],
  certificate: X509Certificate,
  presented: readonly X509Certificate[],
  intermediates: number,
): boolean {
  const known = (issuer: X509Certificate) => issuer.fingerprint256 === certificate.fingerprint256;
  if (authorities.some((issuer) => known(issuer) || issued(issuer, certificate))) return true;
  if (intermediates === 0) return false;
  const issuers = presented.filter((issuer) => issuer.ca && issued(issuer, certificate));
  return issuers.some((issuer) => leadsTo(authorities, issuer, presented, intermediates - 1));
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function tlsError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
