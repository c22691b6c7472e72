import { defineConfig } from 'vitest/config';

/** Two projects: `unit` beside the files, quick and without browsers; `e2e` with real browsers and servers, one file at a time. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // In CI a failed test is tried once more; `npm test` then names it: a race to be mended, not to be trusted.
    retry: process.env.CI ? 1 : 0,
    // A condition is waited for as long as a slow machine needs: 1 s of vitest's own is a guess about its speed.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,lambda,extension}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
