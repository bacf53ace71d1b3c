import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'undici';
import { err, ok, type Result } from '../contract/result.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * The certificate authority of a central, in PEM, known by its SHA-256 alone: the connection is believed to nobody, what
 * came over it is compared with the hash that was scanned. The error is a sentence.
 */
export async function fetchAuthority(url: string, sha256: string): Promise<Result<string, string>> {
  const agent = new Agent({
    connect: { rejectUnauthorized: false, timeout: TIMEOUT_MS },
    maxResponseSize: MAX_BYTES,
  });
  try {
    const answer = await request(new URL('v1/authority.pem', url.endsWith('/') ? url : `${url}/`), {
      dispatcher: agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) return err(`${url} tells no authority: HTTP ${answer.statusCode}`);
    return authorityOf(text, sha256);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    return err(`${url} cannot be asked for its authority: ${error.message}`);
  } finally {
    await agent.destroy();
  }
}

/** The one certificate of a PEM text if it has that hash, written anew: nothing else of the text is kept. */
export function authorityOf(pem: string, sha256: string): Result<string, string> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return err('the authority that was told is no certificate');
  }
  const told = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  if (told !== sha256) return err(`the authority that was told is another one: its SHA-256 is ${told}`);
  if (!certificate.ca) return err('the certificate that was told is no authority');
  return ok(certificate.toString());
}
