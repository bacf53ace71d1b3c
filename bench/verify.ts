import { answerText } from '../main/station/answer.ts';
import { against, median, print } from './figures.ts';
import { benchWorld } from './samples.ts';

const PASSES = 256;
const ROUNDS = 60;
const WARM_UP = 15;

/** text → verified → judged on one core, against nothing but `crypto.verify` of the same messages in the same run. */
export function benchVerify(): void {
  const { texts, circumstances, verifyBare } = benchWorld(PASSES, Date.now());
  const whole = (index: number): boolean => {
    const answer = answerText(texts[index] ?? '', circumstances);
    return answer.kind === 'verdict' && answer.verdict.colour === 'green';
  };
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, () => ({
    bare: microsecondsEach(PASSES, verifyBare),
    whole: microsecondsEach(PASSES, whole),
  })).slice(WARM_UP);
  const bareUs = median(rounds.map((round) => round.bare));
  const wholeUs = median(rounds.map((round) => round.whole));
  print('verify', {
    'bare crypto.verify ES256, µs': bareUs,
    'text → judged, µs': wholeUs,
    'passes a second, one core': 1e6 / wholeUs,
    'rate against bare': against(bareUs / wholeUs, 0.7, 'at least'),
  });
}

/** Over one round of all; every item must succeed, or the figure would mean nothing. */
function microsecondsEach(count: number, run: (index: number) => boolean): number {
  const start = process.hrtime.bigint();
  let good = 0;
  for (let index = 0; index < count; index++) if (run(index)) good++;
  const elapsed = Number(process.hrtime.bigint() - start) / 1000;
  if (good !== count) throw new Error(`${count - good} of ${count} sample passes failed`);
  return elapsed / count;
}
