import { expect, test } from 'vitest';
import { createAtMost } from './at-most.ts';

test('no more works run at once than may, all run in their order, and one that fails gives up its place', async () => {
  const atMost = createAtMost(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 7 }, (_, i) =>
    atMost(async () => {
      begun.push(i);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (i === 1) throw new Error('it failed');
      return i;
    }),
  );

  const ended = await Promise.allSettled(works);

  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(ended.map(({ status }) => status)).toEqual(
    ended.map((_, i) => (i === 1 ? 'rejected' : 'fulfilled')),
  );
});
