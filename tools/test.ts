/**
 * `npm test`: every test that this machine can run, and a closing line "N passed, N failed". What needs a window runs when
 * a real Electron, its system libraries and Xvfb are there; otherwise the one missing apt line is printed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readyForWindows } from './window-tests.ts';

type Counts = { passed: number; failed: number; skipped: number };

const scratch = mkdtempSync(join(tmpdir(), 'chot-test-'));

function runProjects(...projects: string[]): Counts {
  const report = join(scratch, `${projects.join('-')}.json`);
  const selected = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const done = spawnSync(process.execPath, [vitest, 'run', ...selected, ...reporters, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  const counts = readCounts(report);
  // A broken hook or an unhandled error fails no single test, but it fails the run.
  const brokenRun = done.status !== 0 && counts.failed === 0;
  return brokenRun ? { ...counts, failed: 1 } : counts;
}

function readCounts(report: string): Counts {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + json.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const runs = [runProjects('unit'), runProjects('whole')];
const windows = await readyForWindows();
if (windows.ok) runs.push(runProjects('e2e'));
rmSync(scratch, { recursive: true, force: true });

if (!windows.ok) console.log(`\nThe window tests were not run: ${windows.error}`);
const total = runs.reduce((sum, counts) => ({
  passed: sum.passed + counts.passed,
  failed: sum.failed + counts.failed,
  skipped: sum.skipped + counts.skipped,
}));
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
