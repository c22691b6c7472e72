import { expect, test } from 'vitest';
import { costOf } from './prices.ts';

const USAGE = { gbSeconds: 4000, invocations: 5000, stills: 1000, storedBytes: 1_500_000_000 };

test('the cost of a thousand stills is the sum of its parts', () => {
  const cost = costOf(USAGE, 'x86_64');
  expect(cost.compute).toBeCloseTo(0.0667, 3);
  // 32,000 writes, 60,000 reads, 5,000 invocations, 12,000 requests of the queue.
  expect(cost.requests).toBeCloseTo(0.16 + 0.024 + 0.001 + 0.0048, 4);
  expect(cost.storage).toBeCloseTo(0.0345, 4);
  expect(cost.total).toBeCloseTo(cost.compute + cost.requests + cost.storage, 10);
});

test('arm64 computes for a fifth less, and nothing used costs nothing', () => {
  expect(costOf(USAGE, 'arm64').compute / costOf(USAGE, 'x86_64').compute).toBeCloseTo(0.8, 2);
  expect(costOf({ gbSeconds: 0, invocations: 0, stills: 0, storedBytes: 0 }, 'x86_64').total).toBe(0);
});
