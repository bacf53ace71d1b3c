#!/usr/bin/env node
// Runs the command line on a Node that is new enough: this one, or the one that npm installed beside the project.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../main/cli.ts', import.meta.url));
const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const isNew = Number.parseInt(process.versions.node, 10) >= 24;
const node = isNew || !existsSync(own) ? process.execPath : own;
const done = spawnSync(node, ['--min-semi-space-size=16', '--max-semi-space-size=16', cli, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(done.status ?? 1);
