import 'fake-indexeddb/auto';
import type { Client } from '@stillpage/shared/client.ts';
import { type ErrorCode, fail, ok } from '@stillpage/shared/errors.ts';
import type { ChangesAnswer, LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { readBehind } from '../replica/behind.ts';
import { openReplica, type Replica } from '../replica/database.ts';
import { readFirstScreen } from '../replica/first-screen.ts';
import { ALL } from '../replica/link-pages.ts';
import { linksInOrder } from '../replica/read-links.ts';
import { loadSearchText, searchIds } from '../replica/search-text.ts';
import { writeLinks } from '../replica/write-links.ts';

vi.mock('../browser.ts', () => ({
  default: { storage: { local: { get: async () => ({}), set: async () => {}, remove: async () => {} } } },
}));
const { syncReplica } = await import('./sync.ts');

let replica: Replica;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  replica = await openReplica();
});

function link(id: string, change: Partial<LinkAnswer> = {}): LinkAnswer {
  const at = `2026-11-21T00:00:00.${id.padStart(3, '0')}Z`;
  return {
    ...{ schema: 1, id, url: `https://example.org/${id}`, title: `Page ${id}`, titleEdited: false },
    ...{ tags: ['a'], note: '', snapshotIds: [], createdAt: at, updatedAt: at, rev: 1 },
    ...change,
  };
}

/** A backend whose feed is these links of an index of that name, some in each answer; `fault` spoils an answer. */
function feed(
  name: string,
  links: readonly LinkAnswer[],
  fault: (call: number) => ErrorCode | undefined = () => undefined,
  indexing?: { done: number; of: number },
) {
  let calls = 0;
  const PAGE = 3;
  const changes: Client['changes'] = async (since) => {
    calls += 1;
    const spoilt = fault(calls);
    if (spoilt) return fail(spoilt);
    const [index, place] = (since ?? '').split('.');
    const from = index === name ? Number(place) : 0;
    const page = links.slice(from, from + PAGE);
    const next = from + page.length;
    return ok<ChangesAnswer>({ links: page, next: `${name}.${next}`, more: next < links.length });
  };
  const list: Client['links'] = async () => ok({ links: [], ...(indexing ? { indexing } : {}) });
  return { changes, links: list } as unknown as Client;
}

const many = (count: number, change: Partial<LinkAnswer> = {}) =>
  Array.from({ length: count }, (_, index) => link(String(index), change));
const held = async () => (await linksInOrder(replica, ALL, 1_000)).map(({ id }) => id).sort();
const behind = () => readBehind(replica);

test('a sync that was broken off goes on where it was, and says so until it has all', async () => {
  await syncReplica(
    feed('x', many(10), (call) => (call >= 3 ? 'connection-failed' : undefined)),
    replica,
  );
  expect((await readFirstScreen(replica)).total).toBe(6);
  expect(await behind()).toBe(true);
  await syncReplica(feed('x', many(10)), replica);
  expect((await readFirstScreen(replica)).total).toBe(10);
  expect(await behind()).toBe(false);
  expect(await searchIds(await loadSearchText(replica), 'page 7', 5)).toEqual(['7']);
});

test('a token that is taken back in the middle asks no more by itself; the next one goes on', async () => {
  await syncReplica(
    feed('x', many(10), (call) => (call > 2 ? 'unauthorized' : undefined)),
    replica,
  );
  expect(await behind()).toBe('refused');
  expect((await readFirstScreen(replica)).total).toBe(6);
  await syncReplica(feed('x', many(10)), replica);
  expect([await behind(), (await held()).length]).toEqual([false, 10]);
});

test('another library under the same address leaves nothing of the one before but what waits here', async () => {
  await syncReplica(feed('x', many(8, { rev: 7, title: 'old' })), replica);
  const [unsent] = await linksInOrder(replica, ALL, 1);
  if (!unsent) throw new Error('no link');
  await writeLinks(replica, [{ ...unsent, id: 'mine', rev: 0, title: 'mine' }]);
  const other = [link('3', { title: 'new' }), link('100'), link('101'), link('102'), link('103')];
  // Broken off after its first answer: what was read by then is not known the next time.
  await syncReplica(
    feed('y', other, (call) => (call === 2 ? 'internal' : undefined)),
    replica,
  );
  await syncReplica(feed('y', other), replica);
  expect(await held()).toEqual(['100', '101', '102', '103', '3', 'mine']);
  expect((await linksInOrder(replica, ALL, 1_000)).find(({ id }) => id === '3')?.title).toBe('new');
  await syncReplica(feed('y', [...other, link('104')]), replica);
  expect(await held()).toEqual(['100', '101', '102', '103', '104', '3', 'mine']);
});

test('a cursor that the backend does not take is read from the start', async () => {
  await syncReplica(feed('x', many(4)), replica);
  await syncReplica(
    feed('x', many(2), (call) => (call === 1 ? 'invalid-request' : undefined)),
    replica,
  );
  expect(await held()).toEqual(['0', '1']);
});

test('an empty feed of a backend that builds its index is not taken for an empty library', async () => {
  expect(await behind()).toBe(true);
  await syncReplica(feed('x', [], undefined, { done: 2, of: 10 }), replica);
  expect(await behind()).toEqual({ done: 2, of: 10 });
  await syncReplica(feed('x', many(10)), replica);
  expect([await behind(), (await held()).length]).toEqual([false, 10]);
});

test('an empty library is known for one, and asked about no more than once', async () => {
  let asked = 0;
  const empty = feed('x', []);
  const links: Client['links'] = (query) => {
    asked += 1;
    return empty.links(query);
  };
  const client = { ...empty, links };
  await syncReplica(client, replica);
  await syncReplica(client, replica);
  expect([await behind(), asked]).toEqual([false, 1]);
});

test('a note comes along, is found by its words, and goes when it is taken away', async () => {
  await syncReplica(feed('x', [link('1', { note: 'For the aunt in Hangzhou' })]), replica);
  expect(await linksInOrder(replica, ALL, 1)).toMatchObject([{ note: 'For the aunt in Hangzhou' }]);
  expect(await searchIds(await loadSearchText(replica), 'aunt', 5)).toEqual(['1']);
  await syncReplica(feed('x', [link('1'), link('1', { rev: 2 })]), replica);
  expect((await linksInOrder(replica, ALL, 1))[0]?.note).toBeUndefined();
});
