import { problemSchema } from '../contract/central-api.ts';
import {
  ENROLMENT_PROOF_TYPE,
  ENROLMENT_REFUSALS,
  type EnrolmentAnswer,
  type EnrolmentProof,
  type EnrolmentRefusal,
  type EnrolmentRequest,
  enrolmentAnswerSchema,
} from '../contract/enrolment.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { createConnection, type Received } from '../upload/connection.ts';
import type { EnrolmentText } from './enrolment-text.ts';
import { type StationSigningKey, signJws } from './station-key.ts';

export type EnrolmentAnswerProblem = {
  readonly code: EnrolmentRefusal | 'central-unreachable' | 'central-unwilling';
  /** What the central or the network said. */
  readonly detail: string;
};

export type EnrolmentQuestion = {
  readonly text: Pick<EnrolmentText, 'url' | 'station' | 'code'>;
  readonly key: StationSigningKey;
  /** age recipient of the station. */
  readonly recipient: string;
  /** PEM file of the only authority to trust; null: the public ones. */
  readonly caFile: string | null;
  readonly timeoutMs?: number;
};

/** Asks the central to learn the station's key. Asking again with the same code and key is harmless. */
export async function requestEnrolment({
  text: { url, station, code },
  key,
  recipient,
  caFile,
  timeoutMs = 20_000,
}: EnrolmentQuestion): Promise<Result<EnrolmentAnswer, EnrolmentAnswerProblem>> {
  const said = { code, station, publicKey: key.publicKey, recipient };
  const proof: EnrolmentProof = { aud: url, ...said };
  const body: EnrolmentRequest = { ...said, proof: signJws(key, ENROLMENT_PROOF_TYPE, proof) };
  const connection = createConnection({ url, caFile, timeoutMs });
  try {
    const received = await connection.send('POST', 'v1/stations/enrolments', {
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: new AbortController().signal,
    });
    if (!received.ok) return err({ code: 'central-unreachable', detail: received.error.detail });
    return judgeEnrolment(received.value, station);
  } finally {
    await connection.close();
  }
}

function judgeEnrolment(
  { status, header, text }: Received,
  station: string,
): Result<EnrolmentAnswer, EnrolmentAnswerProblem> {
  const json = /^application\/json\s*(;|$)/i.test(header('content-type') ?? '') ? parseJson(text) : undefined;
  if (status === 200) {
    const answer = enrolmentAnswerSchema.safeParse(json);
    if (answer.success && answer.data.station === station) return ok(answer.data);
    return err({ code: 'central-unwilling', detail: 'HTTP 200, but not with the central’s answer' });
  }
  const problem = problemSchema.safeParse(json);
  if (!problem.success) return err({ code: 'central-unwilling', detail: `HTTP ${status}` });
  const { error, detail } = problem.data;
  const refusal = ENROLMENT_REFUSALS.find((known) => known === error);
  return err({ code: refusal ?? 'central-unwilling', detail: `HTTP ${status} ${error}: ${detail}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
