import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolderStore } from '../store/folder-store.ts';
import type { Store } from '../store/store.ts';
import { INDEX_LEASE, takeLease } from './lease.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-lease-'));
  const opened = await openFolderStore(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LENGTH_MS = 1000;
const take = async (owner: string, now: number) => {
  const lease = await takeLease(store, INDEX_LEASE, owner, LENGTH_MS, now);
  return lease.ok ? lease.value : lease.error.code;
};

test('one owner holds it; turns count up, and what was noted comes to the next', async () => {
  const first = await take('a', 0);
  if (typeof first === 'string') throw new Error(first);
  expect([first.turn, first.commits]).toEqual([1, 0]);
  expect(await take('b', 500)).toBe('conflict');
  await first.release(7);
  const second = await take('b', 501);
  expect(second).toMatchObject({ turn: 2, commits: 7 });
  // A holder that died keeps it no longer than it said.
  expect(await take('a', 1400)).toBe('conflict');
  expect(await take('a', 1502)).toMatchObject({ turn: 3 });
  // Given back late it is not taken from the one who holds it now.
  if (typeof second !== 'string') await second.release(0);
  expect(await take('b', 1600)).toBe('conflict');
});

test('of many who take it at once one gets it', async () => {
  const taken = await Promise.all(Array.from({ length: 12 }, (_, index) => take(`worker-${index}`, 10_000)));
  expect(taken.filter((lease) => typeof lease !== 'string')).toHaveLength(1);
});
