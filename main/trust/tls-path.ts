import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, getCACertificates, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';

/** What Node says of a certificate that only the clock speaks against. */
const DATED: ReadonlySet<unknown> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED']);
/** Intermediate authorities between a server's certificate and a known one. */
const MAX_INTERMEDIATES = 4;

export type TlsOptions = {
  /** PEM of the only authorities to trust; null: the public ones. */
  readonly ca: string | null;
  readonly timeoutMs: number;
};

/** A session that is resumed would show no certificates. */
export function tlsSettings({ ca, timeoutMs }: TlsOptions) {
  return { ...(ca === null ? {} : { ca }), allowH2: false, maxCachedSessions: 0, timeout: timeoutMs };
}

/**
 * Connects over TLS, and refuses a certificate for anything but what the machine's clock says of its dates. OpenSSL tells the
 * last error alone, and Node then compares no names, so a date can hide a stranger's certificate: the path to a known
 * authority and the name are checked here once more.
 * @returns connects; `at`: milliseconds since the epoch that every certificate of the path must be valid at, null: dates do
 *   not count
 */
export function examinedConnector(
  options: TlsOptions,
): (to: buildConnector.Options, at: number | null, callback: buildConnector.Callback) => void {
  const connect = buildConnector({ ...tlsSettings(options), rejectUnauthorized: false });
  return (to, at, callback) =>
    connect(to, (...[error, socket]: buildConnector.CallbackArgs) => {
      if (error !== null) return callback(error, null);
      const refusal = examine(socket, { host: to.servername ?? to.hostname, ca: options.ca, at });
      if (refusal === null) return callback(null, socket);
      socket.destroy();
      callback(refusal, null);
    });
}

type PathQuestion = { readonly host: string; readonly ca: string | null; readonly at: number | null };

/** What cannot be examined is refused: an exception here would be nobody's. */
function examine(socket: Socket, question: PathQuestion): Error | null {
  try {
    return refusalOf(socket, question);
  } catch (error) {
    return tlsError('CERT_UNREADABLE', `the certificate cannot be examined: ${(error as Error).message}`);
  }
}

function refusalOf(socket: Socket, { host, ca, at }: PathQuestion): Error | null {
  if (!(socket instanceof TLSSocket) || (socket.authorized && at === null)) return null;
  const code = String(socket.authorizationError);
  if (!socket.authorized && !DATED.has(code)) return tlsError(code, `the server's certificate is refused: ${code}`);
  const [leaf, ...presented] = presentedBy(socket);
  const authorities = (ca === null ? getCACertificates('default') : splitPem(ca)).map(
    (pem) => new X509Certificate(pem),
  );
  const leads = (when: number | null) =>
    leaf !== undefined && isValidAt(leaf, when) && leadsTo(authorities, leaf, presented, when, MAX_INTERMEDIATES);
  if (leaf === undefined || !leads(null)) {
    return tlsError('SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is of no known authority, and out of date');
  }
  if (!leads(at)) return tlsError('CERT_HAS_EXPIRED', 'the certificate is not valid by signed time');
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
  at: number | null,
  intermediates: number,
): boolean {
  const known = (issuer: X509Certificate) => issuer.fingerprint256 === certificate.fingerprint256;
  const ends = (issuer: X509Certificate) => (known(issuer) || issued(issuer, certificate)) && isValidAt(issuer, at);
  if (authorities.some(ends)) return true;
  if (intermediates === 0) return false;
  const issuers = presented.filter((issuer) => issuer.ca && isValidAt(issuer, at) && issued(issuer, certificate));
  return issuers.some((issuer) => leadsTo(authorities, issuer, presented, at, intermediates - 1));
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, at: number | null): boolean {
  return at === null || (validFromDate.getTime() <= at && at <= validToDate.getTime());
}

function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function tlsError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
