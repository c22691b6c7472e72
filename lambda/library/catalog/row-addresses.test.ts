import { expect, test } from 'vitest';
import { createRowAddresses } from './row-addresses.ts';

test('a row is found by its address, in whatever piece of the table it lies', () => {
  const rows = createRowAddresses();
  rows.note(0n, 0);
  rows.note((7n << 32n) | 5000n, 41);
  rows.note((7n << 32n) | 2n, 42);

  expect([0n, (7n << 32n) | 5000n, (7n << 32n) | 2n].map(rows.slotAt)).toEqual([0, 41, 42]);
  expect([1n, 7n << 32n, 8n << 32n, (7n << 32n) | 90_000n].map(rows.slotAt)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('clearing it forgets all', () => {
  const rows = createRowAddresses();
  rows.note(3n, 9);
  rows.clear();

  expect(rows.slotAt(3n)).toBeUndefined();
  expect(rows.capacity()).toBe(0);
});
