import { readErasures } from './erasures.ts';
import type { ReadableDb } from './open.ts';
import { resealedGeneration, resealedOfDay } from './resealed.ts';
import { sha256OfResealed } from './resealed-file.ts';

/** `resealed-changed`: what was sealed anew of a day, when a person was erased, is not as the audit log has it. */
export type ResealedProblem = {
  readonly code: 'resealed-changed';
  readonly seq: number | null;
  readonly detail: string;
};

/** Whether what stands for the persons of rows is what the audit log vouches for; null: it is. */
export function verifyResealed(db: ReadableDb): ResealedProblem | null {
  const erasures = readErasures(db);
  const rows = resealedOfDay(db);
  const generationOf = resealedGeneration(db);
  for (const { day, generation, through, sha256 } of erasures.resealedDays()) {
    if (erasures.through(day) >= through) continue;
    if (generationOf(day) === generation && sha256OfResealed(rows(day)) === sha256) continue;
    const detail = `what was sealed anew of ${day} is not what the audit log tells of: start the station to bring it back`;
    return { code: 'resealed-changed', seq: null, detail };
  }
  return null;
}
