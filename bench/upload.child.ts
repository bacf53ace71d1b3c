import { gzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { sampleEntry } from '../db/entry.sample.ts';
import { openRecord, type StationRecord } from '../db/record.ts';
import { NO_TOKENS } from '../fixtures/central/no-tokens.ts';
import { keepMemoryFlat } from '../main/flat-memory.ts';
import { batchJson, planBatches, plannedRow } from '../main/upload/plan.ts';
import { createUploader } from '../main/upload/uploader.ts';

/**
 * `node upload.child.ts fill|drain|post DIRECTORY ROWS|URL`: records a backlog, sends it as a station does, or posts the same
 * bytes and does nothing else; one JSON object on stdout.
 */
const [what = '', directory = '', to = ''] = process.argv.slice(2);
/** Rows of two stations are two rows at the central, also with the same uuid: none of them is a duplicate. */
const STATION = `bench-${what}`;

keepMemoryFlat();
const opened = openRecord({ directory });
if (!opened.ok) throw new Error(opened.error.detail);
const record = opened.value;
if (what === 'fill') fill(record, Number(to));
else console.log(JSON.stringify(what === 'drain' ? await drain(record) : await post(record)));
record.close();

function fill(filled: StationRecord, rows: number): void {
  for (let n = 0; n < rows; n++) {
    const appended = filled.append(sampleEntry({ lane: `Cổng ${n % 4}`, monotonicMs: n * 1000 }));
    if (!appended.ok) throw new Error(appended.error);
    if (n % 5000 === 0) filled.checkpoint();
  }
}

async function drain({ outbox }: StationRecord): Promise<{ rows: number; seconds: number }> {
  const uploader = createUploader({
    outbox,
    station: STATION,
    url: to,
    caFile: null,
    tokens: NO_TOKENS,
    now: Date.now,
    random: Math.random,
    later: () => () => {},
    onState: () => {},
  });
  const start = performance.now();
  const { stored, stopped } = await uploader.drainOnce();
  const seconds = (performance.now() - start) / 1000;
  await uploader.stop();
  if (stopped !== null || outbox.counts().waiting > 0) throw new Error(`rows are left: ${stopped?.detail}`);
  return { rows: stored, seconds };
}

/** The peer: the same bodies, made before, over one kept-alive connection. */
async function post({ outbox }: StationRecord): Promise<{ rows: number; seconds: number }> {
  const agent = new Agent({ connections: 1, pipelining: 1 });
  let [rows, seconds, afterSeq] = [0, 0, 0];
  for (;;) {
    const page = outbox.waiting(afterSeq, 10_000).map(plannedRow);
    const last = page.at(-1);
    if (last === undefined) break;
    afterSeq = last.seq;
    const bodies = planBatches(STATION, page).batches.map((batch) => gzipSync(batchJson(STATION, batch)));
    const start = performance.now();
    for (const body of bodies) {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const answer = await request(`${to}/v1/checkins/batches`, { dispatcher: agent, method: 'POST', headers, body });
      await answer.body.text();
    }
    seconds += (performance.now() - start) / 1000;
    rows += page.length;
  }
  await agent.close();
  return { rows, seconds };
}
