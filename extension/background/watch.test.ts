import type { Client } from '@stillpage/shared/client.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer, SnapshotStatus } from '@stillpage/shared/schemas/snapshot.ts';
import { beforeEach, expect, test, vi } from 'vitest';
import { stored } from './browser-in-a-map.ts';

vi.mock('../browser.ts', () => import('./browser-in-a-map.ts'));
const { lookAfterWatched } = await import('./watch.ts');
const { readWatched, watchSnapshot } = await import('./watched.ts');

beforeEach(() => {
  stored.clear();
  vi.useRealTimers();
});

function client(answer: (id: string) => Promise<Result<SnapshotAnswer>>): Client {
  return { snapshot: answer } as unknown as Client;
}
const is = (id: string, status: SnapshotStatus) => ok({ id, status } as SnapshotAnswer);

test('a capture is watched until it ends, an unknown one no more', async () => {
  for (const id of ['done', 'running', 'gone', 'unheard']) await watchSnapshot(id);
  const ended = await lookAfterWatched(
    client(async (id) => {
      if (id === 'gone') return fail('not-found');
      if (id === 'unheard') return fail('connection-failed');
      return is(id, id === 'done' ? 'partial' : 'capturing');
    }),
  );
  expect(ended.map(({ id }) => id)).toEqual(['done']);
  expect(Object.keys(await readWatched()).sort()).toEqual(['running', 'unheard']);
});

test('a capture tried again while its failure is being told is watched on', async () => {
  vi.useFakeTimers({ now: 1_000 });
  await watchSnapshot('x');
  const ended = await lookAfterWatched(
    client(async (id) => {
      vi.setSystemTime(2_000);
      await watchSnapshot(id);
      return is(id, 'failed');
    }),
  );
  expect(ended).toHaveLength(1);
  expect(await readWatched()).toEqual({ x: 2_000 });
});

test('of many only the newest are asked after', async () => {
  vi.useFakeTimers({ now: 1_000 });
  for (let index = 0; index < 60; index += 1) {
    vi.setSystemTime(1_000 + index);
    await watchSnapshot(`n${index}`);
  }
  const asked: string[] = [];
  await lookAfterWatched(
    client(async (id) => {
      asked.push(id);
      return is(id, 'queued');
    }),
  );
  expect([asked[0], asked.length, Object.keys(await readWatched()).length]).toEqual(['n59', 50, 50]);
});
