import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { clearReplica } from './clear-replica.ts';
import { openReplica, type Replica, type ReplicaLink } from './database.ts';
import { prepareFirstScreen, readFirstScreen, refreshFirstScreen } from './first-screen.ts';
import { listsUnsent, showUnsent } from './unsent-links.ts';
import { writeLinks } from './write-links.ts';

let replica: Replica;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  replica = await openReplica();
});

const link = (id: string): ReplicaLink => ({
  ...{ id, url: `https://example.org/${id}`, title: id, tags: ['a'], tagKeys: ['a'], rev: 1 },
  updatedAt: '2026-11-21T00:00:00.000Z',
});
const titles = async () => (await readFirstScreen(replica)).newest.map(({ title }) => title);

test('a write whose worker was ended before it came to the first screen is caught up with, once', async () => {
  await writeLinks(replica, [link('1')]);
  await writeLinks(replica, [link('2')], [], { more: true });
  expect(await titles()).toEqual(['1']);
  expect(await refreshFirstScreen(replica)).toBe(true);
  expect(await titles()).toEqual(['1', '2']);
  expect(await refreshFirstScreen(replica)).toBe(false);
});

test('a first screen that is being made of another backend’s links never comes up after them', async () => {
  await writeLinks(replica, [link('1')], [], { more: true });
  const late = prepareFirstScreen(replica);
  await Promise.all([late, clearReplica(replica)]);
  expect(await titles()).toEqual([]);
  await writeLinks(replica, [link('2')]);
  expect(await titles()).toEqual(['2']);
});

test('writers side by side leave the first screen of the last', async () => {
  await Promise.all(['1', '2', '3', '4'].map((id) => writeLinks(replica, [link(id)])));
  expect(await titles()).toEqual(['1', '2', '3', '4']);
  expect((await readFirstScreen(replica)).total).toBe(4);
});

test('a list made anew says that it knows none of the saves that wait', async () => {
  expect(await listsUnsent(replica)).toBe(false);
  await showUnsent(replica, [{ id: 'a'.repeat(26), url: 'https://example.org/', tags: [] }]);
  expect(await listsUnsent(replica)).toBe(true);
  await clearReplica(replica);
  expect(await listsUnsent(replica)).toBe(false);
});
