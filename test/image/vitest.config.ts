import { defineConfig } from 'vitest/config';

/** `npm run test:image`: apart from `npm test`, because it builds images and needs root. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/image/*.image.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 540_000,
  },
});
