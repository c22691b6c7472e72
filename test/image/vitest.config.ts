import { defineConfig } from 'vitest/config';

/** `npm run test:image`: apart from `npm test`, because it builds images and needs root. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/image/*.image.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    // Some four minutes on two quiet cores with nothing in the cache; a busy machine takes several times that.
    hookTimeout: 1_800_000,
  },
});
