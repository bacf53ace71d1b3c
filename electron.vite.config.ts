import { defineConfig } from 'electron-vite';

/**
 * `electron-vite build`: main/ and renderer/ → out/. Targets are those of Electron 33, so that one build runs both there
 * (development and tests from the npm registry alone) and on the Electron 45 that ships.
 */
const NODE = 'node20.18';
const CHROME = 'chrome130';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: NODE,
      rolldownOptions: {
        input: {
          app: 'main/app.ts',
          'station-process': 'main/station-process.ts',
          cli: 'main/cli.ts',
          'record-worker': 'main/record-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: NODE,
      // A sandboxed preload cannot load from node_modules.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'main/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      outDir: 'out/renderer',
      target: CHROME,
      // data: URLs of fonts would not pass the content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: 'renderer/index.html' } },
    },
  },
});
