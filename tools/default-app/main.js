import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

/**
 * What `electron DIRECTORY` needs and a distribution taken from a packaged app lacks: opens the app in that directory.
 * Plain JavaScript, because it runs inside the runtime's own Node 20.
 */
const directory = process.argv
  .slice(1)
  .find((argument, index, all) => !argument.startsWith('-') && all[index - 1] !== '-r');
if (directory === undefined) {
  process.stderr.write('electron: name the directory of the app\n');
  app.exit(2);
} else {
  const path = resolve(directory);
  const { main, name, productName, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setName(productName ?? name);
  if (version !== undefined) app.setVersion(version);
  app.setAppPath(path);
  await import(pathToFileURL(join(path, main)).href);
}
