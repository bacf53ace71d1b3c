import { err, type Result } from '../contract/result.ts';
import type { TokenProblem, TokenSource } from './access-token.ts';
import type { Connection, Received, Sent } from './connection.ts';

/**
 * Posts with the station's token. A token that is refused (401) is renewed once: it may have expired on the way, or the
 * central may have started anew; the second refusal is handed on as it came.
 */
export async function postAuthorised(
  connection: Connection,
  tokens: TokenSource,
  path: string,
  sent: Sent,
): Promise<Result<Received, TokenProblem>> {
  const token = await tokens.token();
  if (!token.ok) return token;
  const first = await post(connection, path, sent, token.value);
  if (!first.ok || first.value.status !== 401) return first;
  if (token.value === null) return err(NOT_ENROLLED);
  tokens.refused(token.value);
  const renewed = await tokens.token();
  return renewed.ok ? await post(connection, path, sent, renewed.value) : renewed;
}

const NOT_ENROLLED: TokenProblem = {
  kind: 'misconfigured',
  detail: 'the central asks for a token, and this station is not enrolled there: chot enrol',
  retryAfterMs: null,
};

async function post(
  connection: Connection,
  path: string,
  { headers, ...sent }: Sent,
  token: string | null,
): Promise<Result<Received, TokenProblem>> {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = await connection.send('POST', path, { ...sent, headers: { ...headers, ...authorization } });
  return answer.ok ? answer : err({ ...answer.error, retryAfterMs: null });
}
