import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const CLI = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

export type Finished = { readonly status: number | null; readonly lines: string[]; readonly messages: string };

/** Runs `chot` as its users do: a process of its own, scans on stdin, answers on stdout. */
export async function chot(args: readonly string[], input: string | Uint8Array = ''): Promise<Finished> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, messages] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  // a command that refuses its arguments does not read its input
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, lines: out.split('\n').slice(0, -1), messages };
}

/** A directory for one test, gone after it. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'chot-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
