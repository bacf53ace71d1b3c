import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // one worker less than there are cores is one, on the two that the check has
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{main,db,drivers,renderer,print-templates,fixtures,tools,test/fuzz,test/rig}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/{cli,faults}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/packaged-app.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
